@NullMarked
package dev.berth.hostd;

import org.jspecify.annotations.NullMarked;
