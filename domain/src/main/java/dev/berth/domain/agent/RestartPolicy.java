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

    private static final Duration LONGEST = Duration.ofHours(24);
    /// Enough for the shortest delay to reach the longest.
    private static final int MOST_DOUBLINGS = 40;

    public static final RestartPolicy DEFAULT =
            new RestartPolicy(Mode.ON_FAILURE, 3, Duration.ofSeconds(1), Duration.ofMinutes(1));

    /// An instance that was well for this long starts the count afresh.
    public static final Duration WELL = Duration.ofMinutes(10);

    public RestartPolicy {
        if (maxRetries < 0) {
            throw new IllegalArgumentException("max_retries must not be negative: " + maxRetries);
        }
        if (!firstDelay.isPositive() || maxDelay.compareTo(firstDelay) < 0 || maxDelay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "restart delay must be positive, at most max_delay, and that at most 24h: %s, %s"
                            .formatted(TimeText.of(firstDelay), TimeText.of(maxDelay)));
        }
    }

    /// The wait before retry number `attempt`, counted from 1.
    public Duration delay(int attempt) {
        if (attempt < 1) {
            throw new IllegalArgumentException("retries count from 1: " + attempt);
        }
        Duration delay = firstDelay.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
        return delay.compareTo(maxDelay) < 0 ? delay : maxDelay;
    }
}
