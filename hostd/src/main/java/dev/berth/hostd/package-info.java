/// The daemon on a host: brings the instances that it is assigned to their goals, and tells what it sees.
@NullMarked
package dev.berth.hostd;

import org.jspecify.annotations.NullMarked;
