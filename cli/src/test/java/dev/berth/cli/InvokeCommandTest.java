package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.http.Reply;
import dev.berth.testkit.http.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --idempotency-key | zahlung-ü    | --idempotency-key: printable ASCII only, and is: zahlung-ü
            --idempotency-key | 注文-1       | --idempotency-key: printable ASCII only, and is: 注文-1
            --callback        | https://ü.de | --callback: printable ASCII only, and is: https://ü.de
            -H                | X-Who: Jürgen | -H: the value of X-Who may hold printable ASCII only, and is: Jürgen
            --max-time        | 0s           | --max-time: it must be longer than 0s.
            --wait            | 500ms        | --wait: whole seconds, at most 10m, not 500ms.
            --wait            | 1h           | --wait: whole seconds, at most 10m, not 1h.
            --data            | @/tmp        | --data: /tmp is a folder; name a file to send.
            --data            | @/no/such    | --data: there is no file /no/such to send.
            """)
    void refusesWhatCannotBeSentAsItIs(String option, String value, String message) {
        Terminal.Result result = terminal.run("invoke", "a", option, value);

        assertThat(result.err()).startsWith("berth: " + message + "\n");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(server.lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            stopped  | 200 | Start it:          berth start a
            paused   | 200 | Let it go on:      berth resume a
            starting | 200 | ''
            stopped  | 403 | ''
            """)
    void saysWithoutWhatAKeptCallGoesOnWaiting(String status, int look, String remedy) {
        String request = "000000000000002a5f1c7a90b3d4e6f8";
        String location = "/api/agents/0123456789abcdef0123456789abcdef/requests/" + request;
        server.on("GET /agent/a/", Reply.json(202, "{\"detail\":\"It waits.\"}").with("Location", location));
        server.on(
                "GET /api/agents/a",
                look == 200
                        ? Reply.json(200, Answers.agent("0123456789abcdef0123456789abcdef", "a", status, "null"))
                        : Reply.problem(look, Answers.problem(look, "forbidden", "No.")));

        Terminal.Result result = terminal.run("invoke", "a", "--wait", "1s");

        assertThat(result.err())
                .isEqualTo("berth: It waits. It is kept, and will be delivered.\n"
                        + (remedy.isEmpty() ? "" : "    " + remedy + "\n")
                        + "    Get its answer:    berth requests a response " + request + " --wait 5m\n");
        assertThat(result.exitCode()).isEqualTo(6);
    }

    @Test
    void saysThatACallMayBeKeptWhoseConnectionBrokeOff() throws IOException {
        try (ServerSocket closing = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> read = threads.submit(() -> {
                try (Socket taken = closing.accept()) {
                    return taken.getInputStream().read();
                }
            });
            String url = "http://127.0.0.1:" + closing.getLocalPort();

            Terminal.Result result = new Terminal().with("BERTH_URL", url).run("invoke", "a", "-d", "{}");

            assertThat(result.err()).isEqualTo("""
                    berth: The connection to %s broke off before an answer came; whether the request was carried out is unknown.
                        The call may be kept, and delivered again. See:   berth requests a
                        Calls with --idempotency-key KEY can be repeated safely.
                    """.formatted(url));
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(read).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    @Test
    void saysWhenNoAnswerBeganInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort();

            Terminal.Result result =
                    new Terminal().with("BERTH_URL", url).run("invoke", "a", "-m", "50ms", "--idempotency-key", "k");

            assertThat(result.err()).isEqualTo("""
                    berth: %s did not answer within 50ms; the request may still be carried out.
                        The call may be kept, and delivered again. See:   berth requests a
                        Its --idempotency-key makes a repetition one with it: give the same command again.
                    """.formatted(url));
            assertThat(result.exitCode()).isEqualTo(1);
        }
    }
}
