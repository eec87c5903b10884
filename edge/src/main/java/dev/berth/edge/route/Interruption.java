package dev.berth.edge.route;

import dev.berth.kit.Problem;

/// Why no answer came, although the request had gone out or begun to.
///
/// @param outcome [Outcome#UPSTREAM_FAILED] or [Outcome#TIMED_OUT], which the observer has heard already
/// @param problem what a client is told unless something else is decided
public record Interruption(Outcome outcome, Problem problem) {}
