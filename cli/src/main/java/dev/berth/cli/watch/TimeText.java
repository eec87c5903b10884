package dev.berth.cli.watch;

import dev.berth.kit.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Reads a time as people write one: `2026-11-21T10:00:00Z`, with any offset, or a duration before now such as `10m`.
final class TimeText {

    private TimeText() {}

    /// @param option tells in a message where it stands
    static Instant read(String text, String option, InstantSource clock, CommandSpec spec) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            return before(text, option, clock, spec);
        }
    }

    private static Instant before(String text, String option, InstantSource clock, CommandSpec spec) {
        try {
            return clock.instant().minus(Durations.parse(text));
        } catch (IllegalArgumentException | DateTimeException _) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s is a time such as 2026-11-21T10:00:00Z or a duration before now such as 10m, and not %s."
                            .formatted(option, text));
        }
    }
}
