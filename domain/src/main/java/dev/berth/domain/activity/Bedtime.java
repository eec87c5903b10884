package dev.berth.domain.activity;

import dev.berth.domain.agent.Hibernation;
import java.time.Instant;

/// When an agent's idle policy puts it to sleep, how deep, and why: one sentence.
public record Bedtime(Instant at, Hibernation depth, String reason) {}
