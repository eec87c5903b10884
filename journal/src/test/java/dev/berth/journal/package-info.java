@NullMarked
package dev.berth.journal;

import org.jspecify.annotations.NullMarked;
