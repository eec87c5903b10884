@NullMarked
package dev.berth.hostd.instances;

import org.jspecify.annotations.NullMarked;
