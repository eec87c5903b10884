package dev.berth.edge.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Background;
import dev.berth.edge.Conversation;
import dev.berth.edge.EdgeLimits;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.SlowSource;
import dev.berth.edge.Tape;
import dev.berth.edge.TestEdge;
import dev.berth.edge.WatchedExchange;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.HeaderNames;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.edge.route.BodySource;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers that were recorded are given again, to any client.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class StoredAnswerTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String OLD_GET = "GET / HTTP/1.0\r\n\r\n";
    private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String CHUNKS = "3\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n";

    private final WatchedExchange watched = new WatchedExchange();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private TestEdge replaying(String head, BodySource body) {
        return TestEdge.routing(call -> new Decision.Replay(bytes(head), body, ResponseEdits.NONE, watched));
    }

    /// What a client gets, to the end of the connection.
    private static String got(TestEdge edge, String request) {
        try (Conversation client = edge.connect()) {
            return client.send(request).endOutput().readToEnd();
        }
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesALengthAgainAndKeepsTheConnection(boolean inMemory) {
        BodySource body = inMemory ? BodySource.of(bytes("hello")) : SlowSource.of(bytes("hello"));
        WatchedExchange second = new WatchedExchange();
        try (TestEdge edge = TestEdge.routing(call -> new Decision.Replay(
                        bytes(LENGTH),
                        body,
                        ResponseEdits.NONE,
                        call.head().target().toString().equals("/") ? watched : second));
                Conversation client = edge.connect()) {
            client.send(GET + "GET /second HTTP/1.1\r\nHost: x\r\n\r\n");
            Conversation.Message first = client.readMessage();

            assertThat(first.status()).isEqualTo(200);
            assertThat(first.body()).isEqualTo("hello");
            assertThat(first.header("Connection")).isEmpty();
            assertThat(client.readMessage().body()).isEqualTo("hello");
            WatchedExchange.Ending ending = watched.ending();
            assertThat(ending.outcome()).isEqualTo(Outcome.ANSWERED_HERE);
            assertThat(ending.bytesOut()).isEqualTo(first.head().length() + 5);
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void givesChunksAgainInTheFramingThatTheClientKnows(boolean inMemory) {
        BodySource body = inMemory ? BodySource.of(bytes(CHUNKS)) : SlowSource.of(bytes(CHUNKS));
        try (TestEdge edge = TestEdge.routing(
                call -> new Decision.Replay(bytes(CHUNKED), body, ResponseEdits.NONE, new WatchedExchange()))) {
            String now = got(edge, GET);
            String old = got(edge, OLD_GET);

            assertThat(now).contains("Transfer-Encoding: chunked\r\n");
            assertThat(body(now)).isEqualTo(CHUNKS);
            assertThat(old).doesNotContainIgnoringCase("transfer-encoding").contains("Connection: close\r\n");
            assertThat(body(old)).isEqualTo("abcde");
        }
    }

    @Test
    void givesABodyWithoutLengthAgainInChunks() {
        try (TestEdge edge = TestEdge.routing(call -> new Decision.Replay(
                bytes("HTTP/1.0 200 OK\r\n\r\n"),
                BodySource.of(bytes("5\r\nhello\r\n0\r\n\r\n")),
                ResponseEdits.NONE,
                new WatchedExchange()))) {
            String now = got(edge, GET);

            assertThat(now).startsWith("HTTP/1.1 200 OK\r\n").contains("Transfer-Encoding: chunked\r\n");
            assertThat(body(now)).isEqualTo("5\r\nhello\r\n0\r\n\r\n");
            assertThat(body(got(edge, OLD_GET))).isEqualTo("hello");
        }
    }

    @Test
    void answersHeadWithoutABody() {
        try (TestEdge edge = replaying(LENGTH, BodySource.of(bytes("hello")));
                Conversation client = edge.connect()) {
            client.send(HEAD);
            assertThat(client.readHead()).contains("Content-Length: 5\r\n");

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED_HERE);
            assertThat(client.hasMore()).isFalse();
        }
    }

    @Test
    void givesAnAnswerWithoutABodyAgain() {
        try (TestEdge edge = replaying("HTTP/1.1 204 No Content\r\n\r\n", BodySource.EMPTY);
                Conversation client = edge.connect()) {
            client.send(GET);

            assertThat(client.readHead()).startsWith("HTTP/1.1 204 No Content\r\n");
        }
    }

    @Test
    void givesAnEmptyBodyAgain() {
        String empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        try (TestEdge edge = replaying(empty, BodySource.EMPTY);
                Conversation client = edge.connect()) {
            client.send(GET);

            assertThat(client.readMessage().header("Content-Length")).containsExactly("0");
        }
    }

    @Test
    void appliesTheEdits() {
        ResponseEdits edits = new ResponseEdits(
                HeaderNames.of("x-old"),
                new HeaderLines().add("Berth-Replayed", "yes"),
                HeaderNames.NONE,
                (name, value) -> value);
        try (TestEdge edge = TestEdge.routing(call -> new Decision.Replay(
                        bytes("HTTP/1.1 200 OK\r\nX-Old: 1\r\nContent-Length: 5\r\n\r\n"),
                        BodySource.of(bytes("hello")),
                        edits,
                        watched));
                Conversation client = edge.connect()) {
            client.send(GET);
            Conversation.Message answer = client.readMessage();

            assertThat(answer.header("X-Old")).isEmpty();
            assertThat(answer.header("Berth-Replayed")).containsExactly("yes");
        }
    }

    @Test
    void readsThePresentRequestsBodyAway() {
        try (TestEdge edge = TestEdge.routing(call -> new Decision.Replay(
                        bytes(LENGTH), BodySource.of(bytes("hello")), ResponseEdits.NONE, new WatchedExchange()));
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" + GET);

            assertThat(client.readMessage().body()).isEqualTo("hello");
            assertThat(client.readMessage().body()).isEqualTo("hello");
        }
    }

    @Test
    void readsALargeAnswerOnlyAsFastAsTheClientTakesIt() {
        byte[] body = SlowSource.pattern(10 << 20);
        SlowSource source = SlowSource.of(body);
        try (TestEdge edge = replaying("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n", source);
                Conversation client = edge.connect()) {
            client.send(GET);
            client.readHead();
            Background.letBuffersFill(Duration.ofMillis(300));
            assertThat(source.read()).isLessThan(body.length);

            assertThat(client.read(body.length).getBytes(StandardCharsets.ISO_8859_1))
                    .isEqualTo(body);
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED_HERE);
            source.awaitClosed();
        }
    }

    @Test
    void endsWithAClientThatLeaves() {
        byte[] body = SlowSource.pattern(32 << 20);
        SlowSource source = SlowSource.of(body);
        try (TestEdge edge = replaying("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n", source)) {
            Conversation client = edge.connect();
            client.send(GET);
            client.readHead();
            client.reset();

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.CLIENT_LEFT);
            source.awaitClosed();
        }
    }

    @Test
    void cutsAClientThatTakesNothing() {
        byte[] body = SlowSource.pattern(32 << 20);
        SlowSource source = SlowSource.of(body);
        EdgeLimits.Times times = EdgeLimits.Times.DEFAULT;
        EdgeLimits limits = EdgeLimits.DEFAULT.withTimes(new EdgeLimits.Times(
                times.idle(), times.head(), times.body(), times.bodyRate(), Duration.ofMillis(300), times.linger()));
        byte[] head = bytes("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
        try (TestEdge edge =
                        new TestEdge(limits, call -> new Decision.Replay(head, source, ResponseEdits.NONE, watched));
                Conversation client = edge.connect()) {
            client.send(GET);
            client.readHead();

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.CLIENT_LEFT);
            assertThat(client.skip(body.length)).isLessThan(body.length);
        }
    }

    @Test
    void refusesWhenTheBodyCannotBeReadAtAll() {
        try (TestEdge edge = replaying(LENGTH, SlowSource.failingAt(0, bytes("hello")));
                Conversation client = edge.connect()) {
            client.send(GET);

            Conversation.Message answer = client.readMessage();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("\"code\":\"journal_unavailable\"");
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED_HERE);
        }
    }

    @Test
    void cutsTheClientWhenTheBodyCannotBeReadToItsEnd() {
        byte[] body = SlowSource.pattern(1 << 20);
        try (TestEdge edge = replaying(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n",
                        SlowSource.failingAt(500_000, body));
                Conversation client = edge.connect()) {
            client.send(GET);
            client.readHead();

            assertThat(client.skip(body.length)).isLessThan(body.length);
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.BROKEN_OFF);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\n\r\nmore",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"
            })
    void refusesWhatIsDamaged(String head) {
        try (TestEdge edge = replaying(head, BodySource.of(bytes("hello")));
                Conversation client = edge.connect()) {
            client.send(GET);

            assertThat(client.readMessage().status()).isEqualTo(503);
        }
    }

    /// Whoever was there when it was recorded.
    @ParameterizedTest
    @ValueSource(strings = {GET, OLD_GET})
    void givesAgainWhatWasRecordedForAnyClient(String first) {
        Tape tape = Tape.keeping();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(CHUNKED + CHUNKS);
                TestEdge recording =
                        TestEdge.routing(call -> TestEdge.forward(upstream, Hooks.NONE.withRecorder(tape)))) {
            got(recording, first);
            tape.wholeAnswer();
        }
        try (TestEdge edge = TestEdge.routing(call -> new Decision.Replay(
                tape.headBytes(), BodySource.of(tape.bodyBytes()), ResponseEdits.NONE, new WatchedExchange()))) {
            assertThat(body(got(edge, GET))).isEqualTo(CHUNKS);
            assertThat(body(got(edge, OLD_GET))).isEqualTo("abcde");
            assertThat(body(got(edge, HEAD))).isEmpty();
        }
    }
}
