package dev.berth.domain.agent;

import java.time.Duration;

/// How an instance is ended on purpose: open calls may finish, then TERM, then KILL.
public record Stopping(Duration drain, Duration grace) {

    private static final Duration LONGEST = Duration.ofHours(1);

    public static final Stopping DEFAULT = new Stopping(Duration.ofSeconds(30), Duration.ofSeconds(10));

    public Stopping {
        if (drain.isNegative() || grace.isNegative()) {
            throw new IllegalArgumentException("drain and stop_grace must not be negative: %s, %s"
                    .formatted(TimeText.of(drain), TimeText.of(grace)));
        }
        if (drain.compareTo(LONGEST) > 0 || grace.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("drain and stop_grace must be at most 1h: %s, %s"
                    .formatted(TimeText.of(drain), TimeText.of(grace)));
        }
    }
}
