package dev.berth.e2e.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.e2e.support.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// The commands against one server, as a person or a script uses them.
@TestInstance(Lifecycle.PER_CLASS)
class CommandLineIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path folder;
    private final Terminal berth;

    CommandLineIT(@TempDir Path folder) {
        this.folder = folder;
        this.berth = new Terminal(folder);
    }

    @BeforeAll
    void start() {
        berth.must("setup");
        berth.must("up", "--detach", "--no-sample");
    }

    @AfterAll
    void end() {
        berth.close();
    }

    @Test
    void anAgentIsDeployedWatchedDirectedAndRemoved() {
        Terminal.Result deployed = berth.must("deploy", "--name", "Life Time", "-l", "team=a", "-o", "json");
        assertThat(deployed.json().get("status").asText()).isEqualTo("running");
        assertThat(deployed.err()).contains("  created ", "  started ", "  ready ");
        String id = deployed.json().get("id").asText();

        JsonNode listed =
                berth.must("list", "-o", "json", "--filter", "label=team=a").json();
        assertThat(listed.get("items")).hasSize(1);
        assertThat(listed.get("items").get(0).get("slug").asText()).isEqualTo("life-time");
        assertThat(berth.must("inspect", "life-time", "-o", "json")
                        .json()
                        .get("id")
                        .asText())
                .isEqualTo(id);
        assertThat(berth.must("stats", "life-time", "-o", "json")
                        .json()
                        .at("/stats/memory_bytes")
                        .asLong())
                .isPositive();
        for (String action : List.of("pause", "resume", "restart", "stop", "start")) {
            assertThat(berth.must(action, id.substring(0, 8)).out()).isEqualTo(id.substring(0, 8) + "\n");
        }
        assertThat(berth.must("events", "life-time", "-n", "1", "-o", "json")
                        .json()
                        .get("kind")
                        .asText())
                .isEqualTo("ready");
        assertThat(berth.must("rm", "life-time").out()).isEqualTo("life-time\n");
        assertThat(berth.must("list", "-q", "--filter", "name=Life*").out()).isEmpty();
    }

    @Test
    void aCallCarriesItsBodyAndEndsByItsStatusWhenAsked() throws IOException {
        berth.must("deploy", "-q", "--name", "called");
        Path body = Files.writeString(folder.resolve("body"), "--wrong \"option\nlast line\n");

        assertThat(berth.must("invoke", "called", "/echo", "-d", "@" + body)
                        .json()
                        .get("body")
                        .asText())
                .isEqualTo("--wrong \"option\nlast line\n");
        assertThat(berth.must("invoke", "called", "/echo", "-X", "PUT", "-H", "X-Mine: yes", "-d", "x")
                        .json()
                        .get("method")
                        .asText())
                .isEqualTo("PUT");
        assertThat(berth.must("invoke", "called", "/nowhere").out()).contains("nothing is at /nowhere");
        assertThat(berth.berth("invoke", "called", "/nowhere", "--fail").exitCode())
                .isEqualTo(1);

        berth.must("stop", "called");
        Terminal.Result stopped = berth.berth("invoke", "called");
        assertThat(stopped.exitCode()).isEqualTo(6);
        assertThat(stopped.out()).isEmpty();
        assertThat(stopped.err()).contains("berth requests called response ");
    }

    @Test
    void theLogOfAnAgentIsReadFollowedAndStillThereWhenItIsStopped() {
        berth.must("deploy", "-q", "--name", "talker");
        Terminal.Started following = berth.start("logs", "-f", "talker");
        Until.holds("the log is read", PATIENCE, () -> following.printed().contains("listens on port"));
        berth.must("invoke", "talker", "/echo");
        Until.holds("the log is followed", PATIENCE, () -> following.printed().contains("GET /echo 200"));

        assertThat(following.signal("INT").end().exitCode()).isEqualTo(130);
        assertThat(berth.must("logs", "-n", "1", "talker").out()).hasLineCount(1);

        berth.must("stop", "talker");
        assertThat(berth.must("logs", "talker").out()).contains("GET /echo 200");
        Terminal.Result measured = berth.berth("stats", "talker");
        assertThat(measured.out()).isEmpty();
        assertThat(measured.exitCode()).isEqualTo(5);
    }

    @Test
    void anAgentThatCannotStartSaysWhy() {
        Terminal.Result noImage =
                berth.berth("deploy", "--name", "no-image", "--image", "berth/nothing:1", "--pull", "never");
        Terminal.Result noCommand =
                berth.berth("deploy", "--name", "no-command", "--restart", "no", "--", "no-such-class");

        assertThat(noImage.exitCode()).isEqualTo(1);
        assertThat(noImage.err()).contains("berth: no-image failed. ", "berth start no-image");
        assertThat(noCommand.exitCode()).isEqualTo(1);
        assertThat(noCommand.err()).contains("berth: no-command failed. ");
        assertThat(noImage.out() + noCommand.out()).isEmpty();
    }

    @Test
    void whatIsRefusedIsToldWithItsRemedyAndItsExitCode() {
        berth.must("deploy", "-q", "--name", "taken", "--no-start");

        expect(5, "Another agent has the slug taken.", "deploy", "--name", "taken");
        expect(5, "is not below an allowed one", "deploy", "--name", "mount", "-v", "/etc:/x");
        expect(5, "No agent has the id or slug nobody.\n    See those that are there:  berth list", "stop", "nobody");
        expect(1, "nobody: No agent has the id or slug nobody.", "start", "--wait", "0s", "taken", "nobody");
        expect(2, "'berth deploy' has no option --nmae.\n    Did you mean --name?", "deploy", "--nmae", "x");
        expect(4, "No Berth answers at http://127.0.0.1:1", "list", "--url", "http://127.0.0.1:1");
    }

    private void expect(int exitCode, String message, String... arguments) {
        Terminal.Result result = berth.berth(arguments);

        assertThat(result.err()).contains(message);
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void aTokenAllowsWhatItsScopesSayUntilItIsRevoked() throws IOException {
        String value =
                berth.must("token", "create", "reader", "-s", "read").out().strip();
        Terminal reader = new Terminal(Files.createDirectories(folder.resolve("reader")))
                .with("BERTH_URL", url())
                .with("BERTH_TOKEN", value);

        assertThat(berth.must("token", "list", "-o", "json").out())
                .contains("\"reader\"")
                .doesNotContain(value);
        assertThat(reader.must("list").out()).startsWith("ID ");
        Terminal.Result refused = reader.berth("deploy", "--name", "x");
        assertThat(refused.err()).contains("lacks the scope operate");
        assertThat(refused.exitCode()).isEqualTo(5);

        berth.must("token", "revoke", "reader");
        assertThat(reader.berth("list").exitCode()).isEqualTo(5);
    }

    private String url() throws IOException {
        return new ObjectMapper()
                .readTree(Files.readString(berth.home().resolve("server.json")))
                .get("url")
                .asText();
    }
}
