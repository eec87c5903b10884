package dev.berth.edge.pipe;

import static dev.berth.edge.Background.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Background;
import dev.berth.edge.Conversation;
import dev.berth.edge.EdgeLimits;
import dev.berth.edge.MemorySpool;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.SlowSource;
import dev.berth.edge.Tape;
import dev.berth.edge.TestEdge;
import dev.berth.edge.WatchedExchange;
import dev.berth.edge.route.CollectedBody;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Outcome;
import dev.berth.kit.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Bodies that are too large for memory are spooled before it is decided where they go.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class SpoolTest {

    private static final Problem TOO_LARGE = Problem.of(413, "too_large", "Too large.");
    private static final Decision.Collect.Limits LIMITS = new Decision.Collect.Limits(10, 20 << 20);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String CHUNKS = "8;x\r\nabcdefgh\r\n9\r\nijklmnopq\r\n0\r\nT: 1\r\n\r\n";

    private final MemorySpool spool = new MemorySpool();
    private final WatchedExchange watched = new WatchedExchange();

    private Decision collect(Decision.Collect.Limits limits, Function<CollectedBody, Decision> then) {
        return new Decision.Collect(limits, spool::made, then, overflow -> new Decision.Refuse(TOO_LARGE));
    }

    private TestEdge edge(ScriptedUpstream upstream) {
        return TestEdge.routing(call ->
                collect(LIMITS, body -> TestEdge.forward(upstream, Hooks.NONE.withObserver(watched))));
    }

    private static String post(long length) {
        return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static ScriptedUpstream echo() {
        return ScriptedUpstream.of(agent -> {
            while (true) {
                String seen = agent.readMessage().body();
                agent.send("HTTP/1.1 200 OK\r\nContent-Length: " + seen.length() + "\r\n\r\n" + seen);
            }
        });
    }

    @Test
    void spoolsALongBodyAndSendsItFromThere() {
        byte[] body = SlowSource.pattern(10 << 20);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    String seen = agent.read(body.length);
                    boolean same = Arrays.equals(seen.getBytes(StandardCharsets.ISO_8859_1), body);
                    agent.send(same ? OK : "HTTP/1.1 500 Other\r\nContent-Length: 0\r\n\r\n");
                    agent.isEnded();
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(post(body.length)).send(body);

            assertThat(client.readMessage().status()).isEqualTo(200);
            assertThat(spool.written()).isEqualTo(body);
            assertThat(spool.isClosed()).isFalse();
            assertThat(watched.ending().bytesIn()).isEqualTo(post(body.length).length() + body.length);
        }
    }

    @Test
    void spoolsChunksWithTheirTrailersAndGoesOnWithTheNextRequest() {
        try (ScriptedUpstream upstream = echo();
                TestEdge edge =
                        TestEdge.routing(call -> collect(LIMITS, body -> TestEdge.forward(upstream, Hooks.NONE)));
                Conversation client = edge.connect()) {
            client.send(CHUNKED + CHUNKS + GET);

            String framed = "8\r\nabcdefgh\r\n9\r\nijklmnopq\r\n0\r\nT: 1\r\n\r\n";
            assertThat(client.readMessage().body()).isEqualTo(framed);
            assertThat(spool.written()).isEqualTo(framed.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.readMessage().status()).isEqualTo(200);
        }
    }

    @Test
    void spoolsABodyThatComesByteByByte() {
        try (ScriptedUpstream upstream = echo();
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(CHUNKED);
            for (int i = 0; i < CHUNKS.length(); i++) {
                client.send(CHUNKS.substring(i, i + 1));
            }

            assertThat(client.readMessage().body())
                    .startsWith("8\r\nabcdefgh\r\n9\r\n")
                    .endsWith("T: 1\r\n\r\n");
        }
    }

    @Test
    void keepsAShortBodyInMemory() {
        CompletableFuture<CollectedBody> collected = new CompletableFuture<>();
        try (ScriptedUpstream upstream = echo();
                TestEdge edge = TestEdge.routing(call -> collect(LIMITS, body -> {
                    collected.complete(body);
                    return TestEdge.forward(upstream, Hooks.NONE);
                }));
                Conversation client = edge.connect()) {
            client.send(post(10) + "0123456789");

            assertThat(client.readMessage().body()).isEqualTo("0123456789");
            assertThat(collected.join()).isInstanceOf(CollectedBody.InMemory.class);
            assertThat(spool.written()).isEmpty();
        }
    }

    @Test
    void answersTheExpectationOfABodyThatIsSpooled() {
        try (ScriptedUpstream upstream = echo();
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            client.send("hello world");

            assertThat(client.readMessage().body()).isEqualTo("hello world");
        }
    }

    @Test
    void readsNoFasterThanTheSpoolWrites() {
        byte[] body = SlowSource.pattern(10 << 20);
        spool.hold();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.skip(body.length);
                    agent.send(OK);
                    agent.isEnded();
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            CompletableFuture<Void> sending =
                    Background.run(() -> client.send(post(body.length)).send(body));
            spool.awaitWriting();
            Background.letBuffersFill(Duration.ofMillis(300));
            assertThat(sending).isNotDone();
            spool.goOn();

            assertThat(client.readMessage().status()).isEqualTo(200);
            assertThat(spool.written()).isEqualTo(body);
        }
    }

    /// While the disk is waited for, the client is not called slow.
    @Test
    void waitsForASlowSpoolLongerThanForAClient() {
        EdgeLimits.Times times = EdgeLimits.Times.DEFAULT;
        EdgeLimits limits = EdgeLimits.DEFAULT.withTimes(new EdgeLimits.Times(
                times.idle(), times.head(), Duration.ofMillis(300), 0, times.stalled(), times.linger()));
        byte[] body = SlowSource.pattern(2 << 20);
        spool.hold();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.skip(body.length);
                    agent.send(OK);
                    agent.isEnded();
                });
                TestEdge edge =
                        new TestEdge(limits, call -> collect(LIMITS, whole -> TestEdge.forward(upstream, Hooks.NONE)));
                Conversation client = edge.connect()) {
            CompletableFuture<Void> sending =
                    Background.run(() -> client.send(post(body.length)).send(body));
            spool.awaitWriting();
            Background.letBuffersFill(Duration.ofMillis(700));
            spool.goOn();

            assertThat(client.readMessage().status()).isEqualTo(200);
            sending.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void streamsChunksThatBecomeTooMany() {
        CountDownLatch half = new CountDownLatch(1);
        String piece = "5\r\nhello\r\n";
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    String first = agent.read(4 * piece.length());
                    half.countDown();
                    String all = first + agent.readChunked();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: " + all.length() + "\r\n\r\n" + all);
                    agent.isEnded();
                });
                TestEdge edge = TestEdge.routing(call -> new Decision.Collect(
                        new Decision.Collect.Limits(12, 31),
                        spool::made,
                        body -> Decision.Answer.json(200, "{}"),
                        told -> TestEdge.forward(upstream, Hooks.NONE.withObserver(watched))));
                Conversation client = edge.connect()) {
            client.send(CHUNKED + piece + piece);
            spool.awaitMade();
            client.send(piece + piece);
            await(half);
            client.send(piece).send("0\r\n\r\n");

            assertThat(client.readMessage().body()).isEqualTo(piece.repeat(5) + "0\r\n\r\n");
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
            spool.awaitClosed();
        }
    }

    @Test
    void needsTheClientNoMoreOnceTheBodyIsSpooled() {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        byte[] body = SlowSource.pattern(4 << 20);
        Tape tape = Tape.keeping();
        Hooks hooks = Hooks.NONE.withObserver(watched).withRecorder(tape).withOutlivingClient();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    arrived.countDown();
                    await(goOn);
                    String count = Long.toString(agent.skip(body.length));
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: " + count.length() + "\r\n\r\n" + count);
                    agent.isEnded();
                });
                TestEdge edge = TestEdge.routing(call -> collect(LIMITS, whole -> TestEdge.forward(upstream, hooks)))) {
            Conversation client = edge.connect();
            client.send(post(body.length)).send(body);
            await(arrived);
            client.reset();
            watched.awaitClientLeft();
            goOn.countDown();

            assertThat(tape.wholeAnswer()).isEqualTo("200 " + body.length);
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
        }
    }

    @Test
    void sendsASpooledBodyAgainAfterAnInterruption() {
        try (ScriptedUpstream dying = ScriptedUpstream.of(Conversation::readMessage);
                ScriptedUpstream echo = echo();
                TestEdge edge = TestEdge.routing(call -> collect(
                        LIMITS,
                        body -> TestEdge.forward(
                                dying,
                                Hooks.NONE.withUnanswered(interruption -> TestEdge.forward(echo, Hooks.NONE)))));
                Conversation client = edge.connect()) {
            client.send(post(11) + "hello world");

            assertThat(client.readMessage().body()).isEqualTo("hello world");
        }
    }

    @Test
    void saysThatASpooledBodyCannotBeReadBack() {
        spool.replacedBy(SlowSource.failingAt(100_000, new byte[200_000]));
        try (ScriptedUpstream upstream = ScriptedUpstream.of(Conversation::readToEnd);
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(post(200_000)).send(new byte[200_000]);

            assertThat(client.readMessage().body()).contains("\"code\":\"journal_unavailable\"");
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.REQUEST_FAULTY);
        }
    }
}
