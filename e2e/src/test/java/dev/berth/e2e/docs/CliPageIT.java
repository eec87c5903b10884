package dev.berth.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.e2e.docs.Page.Section;
import dev.berth.e2e.docs.Page.Step;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/cli.md`: its commands follow upon each other, so they are run in one go, from its first heading to its last.
class CliPageIT {

    @Test
    void saysWhatThePageSays(@TempDir Path folder) {
        try (Readers readers = new Readers("docs/cli.md", folder)) {
            readers.followAll();
        }
    }

    @Test
    void theExamplesOfInvokeWorkWithTheSampleAgent(@TempDir Path folder) {
        Step examples = new Step("""
                berth invoke --help | grep 'berth invoke hello' | while read -r line; do
                  eval "$line --fail" < /dev/null > said && echo worked || { echo "$line"; cat said; }
                done""", List.of(), 0, 0);

        try (Readers readers = new Readers("docs/cli.md", folder)) {
            readers.running("hello");

            assertThat(readers.run(new Section("examples", List.of(examples))).get(examples))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .containsOnly("worked");
        }
    }
}
