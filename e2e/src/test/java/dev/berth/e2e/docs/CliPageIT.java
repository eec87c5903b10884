package dev.berth.e2e.docs;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/cli.md`: its commands follow upon each other, so they are run in one go, from its first heading to its last.
class CliPageIT {

    @TempDir
    static Path folder;

    @Test
    void saysWhatThePageSays() {
        try (Readers readers = new Readers("docs/cli.md", folder)) {
            readers.followAll();
        }
    }
}
