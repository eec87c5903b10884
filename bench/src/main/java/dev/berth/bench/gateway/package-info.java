/// The gateway beside nginx, in front of the same agent, in alternating rounds of one run.
@NullMarked
package dev.berth.bench.gateway;

import org.jspecify.annotations.NullMarked;
