package dev.berth.domain.agent;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// When an agent that does no work is put to sleep. A call wakes it.
///
/// @param freezeAfter no work for this long: its processes are frozen; empty never freezes it
/// @param stopAfter no work for this long: its container is stopped; empty never stops it
/// @param cpu the share of one core above which an agent works, as the mean of 10 s: 0.05
public record IdlePolicy(Optional<Duration> freezeAfter, Optional<Duration> stopAfter, double cpu) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    public static final double DEFAULT_CPU = 0.05;

    /// It is never put to sleep.
    public static final IdlePolicy OFF = new IdlePolicy(Optional.empty(), Optional.empty(), DEFAULT_CPU);

    public IdlePolicy {
        Stream.of(freezeAfter, stopAfter)
                .flatMap(Optional::stream)
                .filter(after -> after.compareTo(SHORTEST) < 0 || after.compareTo(LONGEST) > 0)
                .findFirst()
                .ifPresent(after -> {
                    throw new IllegalArgumentException(
                            "idle.freeze_after and idle.stop_after must be between 1s and 30 days: "
                                    + TimeText.of(after));
                });
        if (freezeAfter.isPresent() && stopAfter.isPresent() && stopAfter.get().compareTo(freezeAfter.get()) <= 0) {
            throw new IllegalArgumentException("idle.stop_after must be longer than idle.freeze_after: %s, %s"
                    .formatted(TimeText.of(stopAfter.get()), TimeText.of(freezeAfter.get())));
        }
        if (!(cpu > 0 && cpu <= 64)) {
            throw new IllegalArgumentException("idle.cpu must be above 0 and at most 64 cores: " + cpu);
        }
    }

    public boolean isOff() {
        return freezeAfter.isEmpty() && stopAfter.isEmpty();
    }
}
