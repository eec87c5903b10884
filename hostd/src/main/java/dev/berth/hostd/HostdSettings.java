package dev.berth.hostd;

import dev.berth.hostd.container.Surroundings;
import java.nio.file.Path;

/// What a host's daemon is told at its start.
///
/// @param name of the host, unique in an installation
/// @param folder where the daemon keeps its state; it belongs to this daemon alone
/// @param keyFile the key under which secrets lie on the disk; made when missing
/// @param parallelStarts how many containers start at the same time
public record HostdSettings(String name, Path folder, Path keyFile, Surroundings surroundings, int parallelStarts) {

    public static final int DEFAULT_PARALLEL_STARTS = 6;

    public HostdSettings {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a host needs a name");
        }
        if (parallelStarts < 1 || parallelStarts > 64) {
            throw new IllegalArgumentException("parallel starts must be between 1 and 64: " + parallelStarts);
        }
    }
}
