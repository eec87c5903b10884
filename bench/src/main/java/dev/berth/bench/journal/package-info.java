/// What a durable accept costs, beside the disk alone.
@NullMarked
package dev.berth.bench.journal;

import org.jspecify.annotations.NullMarked;
