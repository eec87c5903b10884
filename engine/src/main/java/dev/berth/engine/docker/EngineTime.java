package dev.berth.engine.docker;

import java.time.Instant;

/// Points in time as Docker's query parameters have them.
final class EngineTime {

    private EngineTime() {}

    /// Seconds and nanoseconds: `1763721600.000000001`.
    static String of(Instant instant) {
        return "%d.%09d".formatted(instant.getEpochSecond(), instant.getNano());
    }

    static Instant ofNanos(long sinceEpoch) {
        return Instant.ofEpochSecond(sinceEpoch / 1_000_000_000, sinceEpoch % 1_000_000_000);
    }
}
