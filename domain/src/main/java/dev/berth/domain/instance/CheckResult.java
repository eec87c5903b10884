package dev.berth.domain.instance;

import java.time.Duration;
import java.time.Instant;

/// What one health check of an instance found.
///
/// @param at when it began
/// @param took how long it went on
/// @param detail what it found, as a sentence, with a piece of what the agent said; at most [#LONGEST_DETAIL]
/// characters
public record CheckResult(Instant at, Duration took, Outcome outcome, String detail) {

    public static final int LONGEST_DETAIL = 400;

    /// How many results of an instance are kept.
    public static final int MOST_KEPT = 10;

    /// Whether it passed, and whether it counts.
    public enum Outcome {
        PASSED,
        /// It failed while the instance was starting, which counts for nothing.
        EXCUSED,
        FAILED
    }

    public CheckResult {
        detail = detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL - 3) + "...";
    }
}
