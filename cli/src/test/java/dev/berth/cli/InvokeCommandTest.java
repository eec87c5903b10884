package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.http.Reply;
import dev.berth.testkit.http.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InvokeCommandTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final Terminal terminal =
            new Terminal().with("BERTH_URL", server.url()).with("BERTH_TOKEN", "t");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void sendsATextAsJsonByPost() {
        server.on("POST /agent/a/chat", Reply.of(200, "text/plain", "hi"));

        Terminal.Result result = terminal.run("invoke", "a", "/chat", "-d", "{\"x\":1}");

        assertThat(result.out()).isEqualTo("hi");
        assertThat(result.exitCode()).isZero();
        assertThat(server.seen().getFirst().body()).isEqualTo("{\"x\":1}");
        assertThat(server.seen().getFirst().header("Content-Type")).isEqualTo("application/json");
        assertThat(server.seen().getFirst().header("X-Berth-Token")).isEqualTo("t");
    }

    @Test
    void saysWhereTheOutcomeIsToBePosted() {
        server.on("POST /agent/a/chat", Reply.of(200, "text/plain", "hi"));

        terminal.run("invoke", "a", "/chat", "-d", "{}", "--callback", "https://example.org/done");

        assertThat(server.seen().getFirst().header("Berth-Callback")).isEqualTo("https://example.org/done");
    }

    @Test
    void sendsAFileAsItIs(@TempDir Path folder) throws IOException {
        server.on("POST /agent/a/", Reply.empty(204));
        Path file = Files.writeString(folder.resolve("body"), "-X DELETE\n\"two\nlines\n");

        Terminal.Result result = terminal.run("invoke", "a", "-d", "@" + file);

        assertThat(result.err()).isEmpty();
        assertThat(server.seen().getFirst().body()).isEqualTo("-X DELETE\n\"two\nlines\n");
    }

    @Test
    void sendsWhatComesOnStandardInput() {
        server.on("PUT /agent/a/x", Reply.empty(204));

        terminal.typing("typed\n").run("invoke", "a", "x", "-X", "PUT", "-H", "Content-Type: text/plain", "-d", "@-");

        assertThat(server.seen().getFirst().body()).isEqualTo("typed\n");
        assertThat(server.seen().getFirst().header("Content-Type")).isEqualTo("text/plain");
    }

    @Test
    void printsBytesUntouched() {
        byte[] octets = {0, (byte) 0xFF, 27, '\r', '\n', (byte) 0xC3};
        server.on("GET /agent/a/", Reply.stream(200, "application/octet-stream", out -> out.write(octets)));

        assertThat(terminal.run("invoke", "a").octets()).isEqualTo(new String(octets, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({"200, 0", "204, 0", "302, 1", "404, 1", "500, 1"})
    void endsByTheStatusOnlyWhenAskedTo(int status, int exitCode) {
        server.on("GET /agent/a/", Reply.of(status, "text/plain", status == 204 ? "" : "said"));

        assertThat(terminal.run("invoke", "a").exitCode()).isZero();
        assertThat(terminal.run("invoke", "a", "--fail").exitCode()).isEqualTo(exitCode);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            agent_stopped     | Start it:          berth start a
            agent_not_started | Start it:          berth start a
            agent_paused      | Let it go on:      berth resume a
            agent_failed      | See what it said:  berth logs a
            """)
    void saysHowAnAgentIsBroughtBack(String code, String remedy) {
        server.on("GET /agent/a/", Reply.problem(503, Answers.problem(503, code, "It is not there.")));

        Terminal.Result result = terminal.run("invoke", "a");

        assertThat(result.err()).startsWith("berth: It is not there.\n    " + remedy + "\n");
        assertThat(result.exitCode()).isEqualTo(5);
    }

    @Test
    void saysWhenNoAnswerBeganInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort();

            Terminal.Result result = new Terminal().with("BERTH_URL", url).run("invoke", "a", "-m", "50ms");

            assertThat(result.err())
                    .isEqualTo(
                            "berth: " + url + " did not answer within 50ms; the request may still be carried out.\n");
            assertThat(result.exitCode()).isEqualTo(1);
        }
    }
}
