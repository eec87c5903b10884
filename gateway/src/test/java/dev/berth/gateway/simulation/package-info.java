/// The deliverer on virtual time: every seed is one run of a small world with callers, agents, persons and faults, and
/// the same run each time. [dev.berth.gateway.simulation.Invariants] says what must hold.
@NullMarked
package dev.berth.gateway.simulation;

import org.jspecify.annotations.NullMarked;
