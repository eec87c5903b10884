package dev.berth.e2e.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.e2e.support.Program;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An installation whose disk, a small one of its own, has no room left.
class FullDiskIT {

    private static final int MOST_AGENTS = 1_000;

    @TempDir
    private Path folder;

    private Terminal terminal = new Terminal(Path.of("/"));

    @BeforeEach
    void open() throws IOException {
        terminal = new Terminal(folder);
        Files.createDirectories(terminal.home());
        run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=8m,mode=700",
                "tmpfs",
                terminal.home().toString());
    }

    @AfterEach
    void close() throws IOException {
        makeRoom();
        terminal.close();
        run("umount", "--lazy", terminal.home().toString());
    }

    private void run(String... command) {
        new Program(folder, Map.of(), Duration.ofMinutes(1)).must(List.of(command));
    }

    /// Writes until there is no room for another byte.
    private void fill() {
        for (int size = 1 << 20; size > 0; size /= 2) {
            byte[] bytes = new byte[size];
            try (OutputStream out = Files.newOutputStream(terminal.home().resolve("filler-" + size))) {
                for (int i = 0; i < 64; i++) {
                    out.write(bytes);
                }
            } catch (IOException _) {
                // No room for as much; smaller pieces may still fit.
            }
        }
    }

    private void makeRoom() throws IOException {
        try (var fillers = Files.newDirectoryStream(terminal.home(), "filler-*")) {
            for (Path filler : fillers) {
                Files.delete(filler);
            }
        }
    }

    @Test
    void doesNotStartAndSaysWhatIsMissing() throws IOException {
        fill();

        Terminal.Result result = terminal.berth("up", "--no-sample");

        assertThat(result.err()).containsOnlyOnce("berth: ").contains("room").doesNotContain("\tat ", "Exception");
        assertThat(result.exitCode()).isEqualTo(3);

        makeRoom();
        terminal.must("up", "--detach", "--no-sample");
    }

    @Test
    void saysSoWhileItRunsAndLosesNothing() throws IOException {
        terminal.must("up", "--detach", "--no-sample");
        terminal.must("deploy", "--name", "first", "--no-start", "-d");
        fill();

        List<String> taken = new ArrayList<>(List.of("first"));
        Terminal.Result last = deploy(taken.size());
        while (last.exitCode() == 0 && taken.size() < MOST_AGENTS) {
            taken.add("more-" + taken.size());
            last = deploy(taken.size());
        }
        assertThat(last.err())
                .contains(
                        "berth: The disk that holds the database is full, so nothing was changed.", "Make room on it");
        assertThat(last.exitCode()).isNotZero();
        assertThat(names()).containsExactlyInAnyOrderElementsOf(taken);

        makeRoom();
        terminal.must("deploy", "--name", "last", "--no-start", "-d");
        taken.add("last");
        terminal.must("down");
        terminal.must("up", "--detach", "--no-sample");
        assertThat(names()).containsExactlyInAnyOrderElementsOf(taken);
    }

    private Terminal.Result deploy(int number) {
        return terminal.berth("deploy", "--name", "more-" + number, "--no-start", "-d");
    }

    private List<String> names() {
        return terminal.must("list", "-o", "name").lines();
    }
}
