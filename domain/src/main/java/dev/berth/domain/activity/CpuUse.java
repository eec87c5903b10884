package dev.berth.domain.activity;

import java.time.Instant;

/// What an instance used of the processors lately, as its host said.
///
/// @param cores the mean of the last 10 s, or of its life when that is shorter; 1.0 is one core
/// @param seenAt when the host said so
/// @param busyAt when it was last above its policy's threshold; [Instant#EPOCH] when it never was
public record CpuUse(double cores, Instant seenAt, Instant busyAt) {}
