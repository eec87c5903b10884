package dev.berth.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/health.md`: its commands are run.
class HealthPageIT {

    @TempDir
    static Path folder;

    @Test
    void saysWhatThePageSays() {
        try (Readers readers = new Readers("docs/health.md", folder)) {
            assertThat(readers.sections()).isNotEmpty();
            readers.sections().forEach(readers::follow);
        }
    }
}
