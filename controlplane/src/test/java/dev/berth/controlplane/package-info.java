/// A control plane for tests: a real database, a host in memory, a clock that the test moves.
@NullMarked
package dev.berth.controlplane;

import org.jspecify.annotations.NullMarked;
