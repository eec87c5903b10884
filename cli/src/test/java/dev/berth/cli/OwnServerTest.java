package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.http.Reply;
import dev.berth.testkit.http.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands about the server that runs from Berth's home folder.
final class OwnServerTest {

    private static final String AGENTS = "GET /api/agents?limit=500";

    @TempDir
    private Path home;

    private final ScriptedServer server = ScriptedServer.start();
    private Terminal terminal = new Terminal();

    @BeforeEach
    void running() throws IOException {
        terminal = new Terminal().with("BERTH_HOME", home.toString());
        Files.writeString(home.resolve("server.json"), "{\"url\":\"%s\",\"pid\":1}".formatted(server.url()));
        server.on(AGENTS, Reply.json(200, Answers.page()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void areSignedWithTheAdministratorsToken() throws IOException {
        Files.writeString(home.resolve("admin.token"), "berth_secret\n");

        Terminal.Result result = terminal.run("list", "-q");

        assertThat(result.exitCode()).isZero();
        assertThat(server.seen().getFirst().header("Authorization")).isEqualTo("Bearer berth_secret");
    }

    @Test
    void tellWhatHelpsWhenThatTokenIsGone() throws IOException {
        Terminal.Result deleted = terminal.run("list");
        Path file = Files.writeString(home.resolve("admin.token"), "\n");
        Terminal.Result empty = terminal.run("list");

        assertThat(deleted.err()).isEqualTo("""
                berth: The administrator's token is not in %1$s any more.
                    With another token:    export BERTH_TOKEN=...
                    Have a new one made:   touch '%1$s'    (then end the server and start it again)
                """.formatted(file));
        assertThat(empty.err()).isEqualTo(deleted.err());
        assertThat(deleted.exitCode()).isEqualTo(5);
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void useAnotherTokenThatIsSet() {
        Terminal.Result result = terminal.with("BERTH_TOKEN", "other").run("list", "-q");

        assertThat(result.exitCode()).isZero();
        assertThat(server.seen().getFirst().header("Authorization")).isEqualTo("Bearer other");
    }

    @Test
    void mayGoWithoutAnyWhereNoneIsNeeded() {
        server.on("GET /version", Reply.json(200, "{\"version\":\"9\",\"commit\":\"c\"}"));

        Terminal.Result result = terminal.run("version");

        assertThat(result.out()).contains("server 9");
        assertThat(result.exitCode()).isZero();
    }
}
