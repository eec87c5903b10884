/// Benchmarks: each against a peer or the raw floor, in one run, as a ratio.
@NullMarked
package dev.berth.bench.lifecycle;

import org.jspecify.annotations.NullMarked;
