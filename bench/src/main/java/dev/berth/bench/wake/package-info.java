/// How soon a sleeping agent answers.
@NullMarked
package dev.berth.bench.wake;

import org.jspecify.annotations.NullMarked;
