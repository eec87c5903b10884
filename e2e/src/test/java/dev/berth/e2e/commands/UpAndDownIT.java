package dev.berth.e2e.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.e2e.support.Engine;
import dev.berth.e2e.support.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a newcomer does first: starts Berth, calls the sample agent, ends Berth again.
class UpAndDownIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void theFirstUpLeavesAnAgentThatAnswersTheLineItPrints() throws IOException {
        try (Terminal terminal = new Terminal(folder)) {
            Terminal.Result up = terminal.must("up", "--detach");

            Path token = terminal.home().resolve("admin.token");
            String value = Files.readString(token).strip();
            assertThat(up.out())
                    .containsOnlyOnce(value)
                    .contains("The sample agent hello answers at http://127.0.0.1:");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                    .isEqualTo("rw-------");
            assertThat(terminal.paste(curlLine(up)).json().get("name").asText()).isEqualTo("hello");

            nothingChangesWhenItIsStartedAgain(terminal, value);
            theAgentOutlivesTheServer(terminal, value);
            agentsStopWhenThatIsAsked(terminal);
        }
    }

    private static String curlLine(Terminal.Result up) {
        return up.lines().stream()
                .filter(line -> line.strip().startsWith("curl "))
                .findFirst()
                .orElseThrow()
                .replace("curl ", "curl -sS --fail ");
    }

    private static void nothingChangesWhenItIsStartedAgain(Terminal terminal, String token) {
        String container = container(terminal);

        Terminal.Result again = terminal.must("up", "-d");

        assertThat(again.out()).matches("Berth is running already at http://\\S+; nothing was changed\\.\n");
        assertThat(again.out()).doesNotContain(token);
        assertThat(container(terminal)).isEqualTo(container);
    }

    private static void theAgentOutlivesTheServer(Terminal terminal, String token) {
        String container = container(terminal);

        assertThat(terminal.must("down").out()).isEqualTo("Berth has ended; its agents keep running.\n");
        assertThat(runs(container)).isTrue();
        assertThat(terminal.must("down").out()).startsWith("Berth is not running in ");
        assertThat(terminal.berth("list").exitCode()).isEqualTo(4);
        assertThat(terminal.berth("down", "--agents").exitCode()).isEqualTo(4);

        Terminal.Result up = terminal.must("up", "--detach");

        assertThat(up.out()).doesNotContain(token).contains("The sample agent hello answers at");
        assertThat(container(terminal)).isEqualTo(container);
    }

    private static void agentsStopWhenThatIsAsked(Terminal terminal) {
        String container = container(terminal);

        Terminal.Result down = terminal.must("down", "--agents");

        assertThat(down.out()).isEqualTo("Stopped hello.\nBerth has ended.\n");
        assertThat(runs(container)).isFalse();
        terminal.must("up", "-d", "--no-sample");
        assertThat(terminal.must("list", "--filter", "status=stopped", "-o", "name")
                        .out())
                .isEqualTo("hello\n");
    }

    private static String container(Terminal terminal) {
        String id = terminal.must("list", "-q").out().strip();
        List<String> containers = Engine.containersOf(id);
        assertThat(containers).hasSize(1);
        return containers.getFirst();
    }

    private static boolean runs(String container) {
        return Engine.must("inspect", "-f", "{{.State.Running}}", container)
                .lines()
                .equals(List.of("true"));
    }

    @Test
    void setupPreparesAndStartsNothing() {
        try (Terminal terminal = new Terminal(folder)) {
            Terminal.Result setup = terminal.must("setup");

            assertThat(setup.out()).contains("  network    berth-e2e-commands-", "This machine is prepared.");
            assertThat(setup.lines()).allMatch(line -> line.startsWith("  ") || line.startsWith("This machine"));
            assertThat(terminal.berth("list").exitCode()).isEqualTo(4);
            assertThat(terminal.home()).doesNotExist();
        }
    }

    @Test
    void aServerThatStartsGivesUpAtOnceWhenAskedToEnd() {
        try (Terminal terminal = new Terminal(folder)) {
            Terminal.Started up = terminal.start("up");
            Until.holds("it begins", PATIENCE, () -> up.printed().contains("  engine "));

            Terminal.Result ended = up.signal("TERM").end();

            assertThat(ended.exitCode()).isEqualTo(143);
            assertThat(ended.err()).doesNotContain("fault in Berth", "\tat ");
            assertThat(terminal.home().resolve("server.json")).doesNotExist();
        }
    }

    @Test
    void aServerInTheForegroundEndsByCtrlCAndLogsNothingButItsSteps() {
        try (Terminal terminal = new Terminal(folder)) {
            Terminal.Started up = terminal.start("up", "--no-sample");
            Until.holds("it takes calls", PATIENCE, () -> up.printed().contains("Berth takes calls at"));

            Terminal.Result ended = up.signal("INT").end();

            assertThat(ended.exitCode()).isEqualTo(130);
            assertThat(ended.err().lines())
                    .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}Z INFO  .*"))
                    .hasSizeLessThan(12)
                    .anyMatch(line -> line.contains("Berth takes calls url=http://127.0.0.1:"));
            assertThat(terminal.home().resolve("server.json")).doesNotExist();
        }
    }
}
