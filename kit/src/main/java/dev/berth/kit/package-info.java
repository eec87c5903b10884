/// Technical pieces without product words.
@NullMarked
package dev.berth.kit;

import org.jspecify.annotations.NullMarked;
