package dev.berth.domain.activity;

import java.time.Instant;
import java.util.Optional;

/// Whether an agent is awake, and why.
///
/// @param because one sentence
/// @param since when it woke, or fell asleep
/// @param sleepsAt when it falls asleep unless it gets work; empty when it has work, sleeps, or has no idle policy
public record Activity(boolean awake, String because, Instant since, Optional<Instant> sleepsAt) {}
