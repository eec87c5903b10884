/// What tests of the daemon work with.
@NullMarked
package dev.berth.hostd.samples;

import org.jspecify.annotations.NullMarked;
