package dev.berth.domain.agent;

import java.time.Duration;

/// What happens when an instance ends by itself.
///
/// @param maxRetries how many crashes in a row are followed by another instance
/// @param firstDelay the wait before the first retry; each further one doubles, up to [#maxDelay()]
public record RestartPolicy(Mode mode, int maxRetries, Duration firstDelay, Duration maxDelay) {

    /// Which ends are followed by another instance.
    public enum Mode {
        NO,
        ON_FAILURE,
        ALWAYS
    }

    public static final RestartPolicy DEFAULT =
            new RestartPolicy(Mode.ON_FAILURE, 3, Duration.ofSeconds(1), Duration.ofMinutes(1));

    /// An instance that was well for this long starts the count afresh.
    public static final Duration WELL = Duration.ofMinutes(10);

    public RestartPolicy {
        if (maxRetries < 0) {
            throw new IllegalArgumentException("max_retries must not be negative: " + maxRetries);
        }
        if (!firstDelay.isPositive() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("restart delay must be positive and at most max_delay");
        }
    }

    /// The wait before retry number `attempt`, counted from 1.
    public Duration delay(int attempt) {
        Duration delay = firstDelay.multipliedBy(1L << Math.min(attempt - 1, 20));
        return delay.compareTo(maxDelay) < 0 ? delay : maxDelay;
    }
}
