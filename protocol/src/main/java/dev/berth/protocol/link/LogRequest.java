package dev.berth.protocol.link;

import java.time.Instant;
import java.util.Optional;

/// Which part of a container's log is wanted.
///
/// @param lines the newest so many lines
public record LogRequest(
        int lines, Optional<Instant> since, Optional<Instant> until, boolean timestamps, boolean follow) {

    public static LogRequest last(int lines) {
        return new LogRequest(lines, Optional.empty(), Optional.empty(), false, false);
    }
}
