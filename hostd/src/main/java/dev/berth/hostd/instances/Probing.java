package dev.berth.hostd.instances;

import java.time.Duration;

/// How the waiting for an instance's readiness, and the watching over it, goes on.
///
/// @param delay until the next probe of one that is not ready
/// @param failures in a row of one that was ready
record Probing(Duration delay, int failures) {

    private static final Duration FIRST = Duration.ofMillis(5);
    private static final Duration LONGEST = Duration.ofMillis(500);

    static Probing fresh() {
        return new Probing(FIRST, 0);
    }

    /// A tenth longer, so that no start is noticed later than by a tenth of the time that it took.
    Probing later() {
        Duration longer = delay.plus(delay.dividedBy(10));
        return new Probing(longer.compareTo(LONGEST) < 0 ? longer : LONGEST, failures);
    }

    Probing failedOnce() {
        return new Probing(FIRST, failures + 1);
    }
}
