/// Benchmark: how soon all is well again after an engine was away.
@NullMarked
package dev.berth.bench.outage;

import org.jspecify.annotations.NullMarked;
