@NullMarked
package dev.berth.hostd.assignment;

import org.jspecify.annotations.NullMarked;
