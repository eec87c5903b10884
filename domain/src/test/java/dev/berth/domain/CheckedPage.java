package dev.berth.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A page of the project's documents that follows from the code: a test makes its text and compares.
///
/// After a change that is meant, `./mvnw -pl domain test -Dberth.write-pages=true` writes the pages anew.
public final class CheckedPage {

    private CheckedPage() {}

    /// @param page its path, from the project's folder
    public static void compare(String page, String text) throws IOException {
        Path file = project().resolve(page);
        if (Boolean.getBoolean("berth.write-pages")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(file)
                .as(
                        "%s tells what the code does; if the change is meant, run"
                                + " ./mvnw -pl domain test -Dberth.write-pages=true and read the difference",
                        page)
                .content()
                .isEqualTo(text);
    }

    private static Path project() {
        Path module = Path.of("").toAbsolutePath();
        return Stream.iterate(module, Objects::nonNull, Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("mvnw")))
                .findFirst()
                .orElseThrow();
    }

    /// A table as Markdown writes it.
    public static String table(List<String> head, List<List<String>> rows) {
        StringBuilder table = new StringBuilder();
        table.append(line(head)).append(line(head.stream().map(_ -> "---").toList()));
        rows.forEach(row -> table.append(line(row)));
        return table.toString();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
