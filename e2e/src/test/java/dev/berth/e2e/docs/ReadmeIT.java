package dev.berth.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.e2e.docs.Page.Section;
import dev.berth.e2e.docs.Page.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands of `README.md`, behind `./berth up`, which the test's server stands for.
class ReadmeIT {

    private static final Pattern COMMANDS = Pattern.compile("(?m)^(?:\\./berth (?!up$)|curl |export ).*$");
    private static final String FAILED = "FAILED";

    @TempDir
    static Path folder;

    @Test
    void hasOnlyCommandsThatWork() {
        try (Readers readers = new Readers("README.md", folder)) {
            readers.running("hello");
            List<Step> steps = commands(readers.text()).stream()
                    .map(command -> new Step(command + " || echo " + FAILED, List.of(), 0, 0))
                    .toList();

            assertThat(steps).hasSizeGreaterThan(7);
            assertThat(readers.run(new Section("README", steps)))
                    .allSatisfy(
                            (step, said) -> assertThat(said).as(step.command()).doesNotContain(FAILED));
        }
    }

    /// Nothing that goes on until Ctrl-C, and without the words that explain it.
    private static List<String> commands(String readme) {
        return COMMANDS.matcher(readme)
                .results()
                .map(found -> found.group().replaceFirst(" +#.*", "").replace(" --follow", ""))
                .toList();
    }
}
