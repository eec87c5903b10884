@NullMarked
package dev.berth.hostd.container;

import org.jspecify.annotations.NullMarked;
