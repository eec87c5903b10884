package dev.berth.kit;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: twice as long each time, up to a cap.
///
/// @param first before the second attempt
/// @param most however many attempts failed
public record Backoff(Duration first, Duration most) {

    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (!first.isPositive() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("a back-off grows from " + first + " to " + most);
        }
    }

    /// @param failures how many attempts failed in a row, from 1
    public Duration after(int failures) {
        Duration delay = first.multipliedBy(1L << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS));
        return delay.compareTo(most) < 0 ? delay : most;
    }

    /// Like [#after], up to half of it taken off by chance, so that many that failed together do not come
    /// back together.
    public Duration after(int failures, RandomGenerator random) {
        long nanos = after(failures).toNanos();
        return Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
    }
}
