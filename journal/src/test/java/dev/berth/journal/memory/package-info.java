/// A journal in memory, for tests that crash it, fail its disk, and look at time pass.
@NullMarked
package dev.berth.journal.memory;

import org.jspecify.annotations.NullMarked;
