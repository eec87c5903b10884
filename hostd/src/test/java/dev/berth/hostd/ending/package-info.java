@NullMarked
package dev.berth.hostd.ending;

import org.jspecify.annotations.NullMarked;
