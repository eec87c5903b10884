package dev.berth.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Probes;
import dev.berth.e2e.support.Until;
import dev.berth.e2e.support.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// What callers and agents in real containers see of each other's bytes. The server has little memory.
@TestInstance(Lifecycle.PER_CLASS)
class GatewayWireIT {

    private static final long MANY = 200L << 20;
    private static final long HEAP_AND_BUFFERS = 160L << 20;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private Berth berth;

    @BeforeAll
    void start() throws IOException {
        Path allowed = Files.createDirectories(folder.resolve("allowed"));
        berth = Berth.in(folder.resolve("home"))
                .with("BERTH_ALLOWED_MOUNTS", allowed.toString())
                .machine("-Xmx96m", "-XX:MaxDirectMemorySize=64m")
                .start();
        Api api = berth.api();
        ObjectNode probe = new Probes(allowed.resolve("probe")).body("probe").put("public", true);
        api.post("/api/agents", probe).expect(201);
        api.await("probe", "running");
    }

    @AfterAll
    void end() {
        berth.close();
    }

    private Wire call() {
        return new Wire(berth.url());
    }

    private static String answering(String raw) {
        return "/agent/probe/answer/" + HexFormat.of().formatHex(raw.getBytes(ISO_8859_1));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: berth\r\n\r\n";
    }

    private String seen(String request) {
        try (Wire wire = call()) {
            Wire.Reply reply = wire.send(request).reply();
            assertThat(reply.status()).as(reply.head().text()).isEqualTo(200);
            return reply.body();
        }
    }

    @Test
    void keepsTargetsAndHeadersAsTheyWereSent() {
        String seen = seen(Wire.head(
                "GET /agent/probe/seen/a%2Fb/%2e%2E/./c?x=%20&y=/?&&z HTTP/1.1",
                "hOsT: berth",
                "X-Second: 2",
                "x-FIRST: 1",
                "X-Second: 3",
                "Cookie: a=b; c=\"d\"",
                "X-Odd: \u00e9\t,;"));

        assertThat(seen).startsWith("GET /seen/a%2Fb/%2e%2E/./c?x=%20&y=/?&&z HTTP/1.1\r\n");
        assertThat(seen)
                .contains(
                        "\r\nX-Second: 2\r\nx-FIRST: 1\r\nX-Second: 3\r\nCookie: a=b; c=\"d\"\r\nX-Odd: \u00e9\t,;\r\n");
    }

    @Test
    void saysItselfWhoCallsAndIgnoresWhatCallersMakeUp() {
        String seen = seen(Wire.head(
                "GET /agent/probe/seen HTTP/1.1",
                "Host: shop.example",
                "X-Forwarded-For: 6.6.6.6",
                "Forwarded: for=6.6.6.6",
                "X-Forwarded-Host: evil",
                "X-Berth-Request-Id: forged",
                "X-Berth-Anything: forged",
                "X-Real-IP: 6.6.6.6",
                "Connection: close, X-Hop",
                "X-Hop: 1"));

        assertThat(seen).doesNotContain("6.6.6.6", "evil", "forged", "X-Hop");
        assertThat(seen)
                .contains(
                        "X-Forwarded-For: 127.0.0.1",
                        "X-Forwarded-Host: shop.example",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Prefix: /agent/probe",
                        "Forwarded: ",
                        "X-Berth-Request-Id: ");
    }

    @Test
    void carriesEveryByteOfABodyBothWays() {
        StringBuilder every = new StringBuilder();
        for (int value = 0; value < 256; value++) {
            every.append((char) value);
        }
        String body = every.toString();

        assertThat(seen("POST /agent/probe/seen HTTP/1.1\r\nHost: berth\r\nContent-Length: 256\r\n\r\n" + body))
                .endsWith("\r\n\r\n" + body);
        assertThat(reply(get(answering("HTTP/1.1 200 OK\r\nContent-Length: 256\r\n\r\n" + body)))
                        .body())
                .isEqualTo(body);
    }

    private Wire.Reply reply(String request) {
        try (Wire wire = call()) {
            return wire.send(request).reply();
        }
    }

    @Test
    void carriesChunksAndTrailersToTheAgent() {
        String head = Wire.head(
                "POST /agent/probe/seen HTTP/1.1", "Host: berth", "Transfer-Encoding: chunked", "Trailer: X-Sum");

        String seen = seen(head + "3\r\nabc\r\n4\r\n\r\n\r\n\r\n0\r\nX-Sum: 7\r\n\r\n");

        assertThat(seen).contains("Transfer-Encoding: chunked\r\n").endsWith("X-Sum: 7\r\n\r\n");
        assertThat(seen).contains("abc", "\r\n\r\n\r\n");
    }

    @Test
    void carriesChunksAndTrailersToTheCaller() {
        try (Wire wire = call()) {
            String head = Wire.head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "X-Order: b", "x-order: a");
            wire.send(get(answering(head + "3\r\nabc\r\n0\r\nX-Sum: 3\r\n\r\n")));

            assertThat(wire.head().text()).contains("X-Order: b\r\nx-order: a\r\n");
            assertThat(wire.line()).isEqualTo("3");
            assertThat(wire.take(5)).isEqualTo("abc\r\n");
            assertThat(wire.line()).isEqualTo("0");
            assertThat(wire.line()).isEqualTo("X-Sum: 3");
            assertThat(wire.line()).isEmpty();
        }
    }

    @Test
    void endsAnAnswerWithoutALengthWhereTheAgentEndsIt() {
        Wire.Reply reply = reply(get(answering("HTTP/1.1 200 OK\r\n\r\nuntil the end")));

        assertThat(reply.body()).isEqualTo("until the end");
    }

    @Test
    void cutsAnAnswerThatTheAgentBrokeOff() {
        try (Wire wire = call()) {
            wire.send(get(answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")));
            wire.head();

            assertThat(wire.rest()).isEqualTo("only this");
        }
    }

    @Test
    void keepsStatusesWithoutABodyFramed() {
        List<String> answers = List.of(
                "HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 7\r\n\r\n");
        try (Wire wire = call()) {
            for (String answer : answers) {
                assertThat(wire.send(get(answering(answer))).reply().head().text())
                        .startsWith(answer.substring(0, answer.indexOf("\r\n")));
            }
            assertThat(wire.send(get("/agent/probe/")).reply().body()).isEqualTo("here");
        }
    }

    @Test
    void answersHeadWithoutABodyAndGoesOn() {
        String target = answering("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
        try (Wire wire = call()) {
            wire.send("HEAD " + target + " HTTP/1.1\r\nHost: berth\r\n\r\n");
            assertThat(wire.head().header("Content-Length")).contains("1234");

            assertThat(wire.send(get("/agent/probe/")).reply().body()).isEqualTo("here");
        }
    }

    @Test
    void answersPipelinedCallsInTheirOrder() {
        try (Wire wire = call()) {
            wire.send(get("/agent/probe/seen/1") + get("/agent/probe/") + get("/agent/probe/seen/2"));

            assertThat(wire.reply().body()).startsWith("GET /seen/1 ");
            assertThat(wire.reply().body()).isEqualTo("here");
            assertThat(wire.reply().body()).startsWith("GET /seen/2 ");
        }
    }

    @Test
    void speaksHttp10WithThoseWhoSpeakNoOther() {
        try (Wire wire = call()) {
            wire.send("GET " + answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
                    + " HTTP/1.0\r\n\r\n");

            assertThat(wire.head().header("Transfer-Encoding")).isEmpty();
            assertThat(wire.rest()).isEqualTo("abc");
        }
    }

    @Test
    void letsAnAgentAskForTheBody() {
        try (Wire wire = call()) {
            wire.send(Wire.head(
                    "POST /agent/probe/continue HTTP/1.1",
                    "Host: berth",
                    "Berth-Durable: no",
                    "Content-Length: 4",
                    "Expect: 100-continue"));
            assertThat(wire.head().status()).isEqualTo(100);

            assertThat(wire.send("body").reply().body()).endsWith("\r\n\r\nbody");
        }
    }

    @Test
    void asksForTheBodyOfACallThatIsKept() {
        try (Wire wire = call()) {
            wire.send(Wire.head(
                    "POST /agent/probe/seen HTTP/1.1", "Host: berth", "Content-Length: 4", "Expect: 100-continue"));
            assertThat(wire.head().status()).isEqualTo(100);

            assertThat(wire.send("body").reply().body())
                    .doesNotContain("Expect")
                    .endsWith("\r\n\r\nbody");
        }
    }

    @Test
    void handsOnTheFirstEventBeforeTheSecondIsMade() {
        try (Wire wire = call();
                Wire other = call()) {
            wire.send(get("/agent/probe/events"));
            assertThat(wire.until("data: first\n\n")).doesNotContain("second");

            other.send(get("/agent/probe/release")).reply();

            assertThat(wire.until("released\n\n")).contains("data: second");
        }
    }

    @Test
    void tellsTheAgentThatItsCallerHasGone() {
        int before = gone();
        try (Wire wire = call()) {
            wire.send(get("/agent/probe/endless")).head();
            assertThat(wire.skip(100)).isEqualTo(100);
        }

        Until.holds("the agent sees that nobody listens", LIMIT, () -> gone() == before + 1);
    }

    private int gone() {
        return Integer.parseInt(reply(get("/agent/probe/gone")).body());
    }

    @Test
    void tunnelsAWebSocketsBytes() {
        try (Wire wire = call()) {
            wire.send(Wire.head(
                    "GET /agent/probe/upgrade HTTP/1.1",
                    "Host: berth",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
            assertThat(wire.head().status()).isEqualTo(101);

            String frame = "\u0081\u0085\u0001\u0002\u0003\u0004igohn";
            assertThat(wire.send(frame).take(frame.length())).isEqualTo(frame);
            assertThat(wire.send("\r\n\0\u00ff").take(4)).isEqualTo("\r\n\0\u00ff");
        }
    }

    @Test
    void takesTwoHundredMegabytesWithLittleMemory() {
        byte[] block = new byte[64 * 1024];
        long before = berth.residentBytes();
        try (Wire wire = call()) {
            wire.send("POST /agent/probe/sink HTTP/1.1\r\nHost: berth\r\nContent-Length: " + MANY + "\r\n\r\n");
            for (long sent = 0; sent < MANY; sent += block.length) {
                wire.send(block);
            }
            assertThat(wire.reply().body()).isEqualTo(Long.toString(MANY));
        }
        assertThat(berth.residentBytes() - before).isLessThan(HEAP_AND_BUFFERS);
    }

    @Test
    void givesTwoHundredMegabytesWithLittleMemoryToACallerThatTakesItsTime() {
        long before = berth.residentBytes();
        try (Wire slow = call();
                Wire fast = call()) {
            slow.send(get("/agent/probe/source/" + MANY)).head();
            assertThat(slow.skip(1000)).isEqualTo(1000);

            fast.send(get("/agent/probe/source/" + MANY)).head();
            assertThat(fast.skip(MANY)).isEqualTo(MANY);
            assertThat(berth.residentBytes() - before).isLessThan(HEAP_AND_BUFFERS);

            assertThat(slow.skip(MANY - 1000)).isEqualTo(MANY - 1000);
        }
    }
}
