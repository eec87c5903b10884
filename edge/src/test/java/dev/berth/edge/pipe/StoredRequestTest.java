package dev.berth.edge.pipe;

import static dev.berth.edge.Background.await;
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
import dev.berth.edge.http.RequestEdits;
import dev.berth.edge.http.RequestId;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.edge.route.BodySource;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.ExchangeObserver;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Outcome;
import dev.berth.edge.route.StoredRequest;
import dev.berth.edge.route.Upstream;
import dev.berth.edge.server.EdgeServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are sent without a client, by a server that never listened.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class StoredRequestTest {

    private static final RequestId ID = RequestId.parse("0123456789abcdef01234567");
    private static final String GET = "GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final EdgeServer server = new EdgeServer(EdgeLimits.DEFAULT, call -> Decision.Answer.json(200, "{}"), 1);
    private final WatchedExchange watched = new WatchedExchange();
    private final Tape tape = Tape.keeping();

    @AfterEach
    void close() {
        server.close();
    }

    private Hooks hooks() {
        return Hooks.NONE.withObserver(watched).withRecorder(tape);
    }

    private void send(ScriptedUpstream upstream, String head, BodySource body) {
        server.send(stored(head, body), TestEdge.forward(upstream, hooks()));
    }

    private static StoredRequest stored(String head, BodySource body) {
        return new StoredRequest(head.getBytes(StandardCharsets.ISO_8859_1), body, ID);
    }

    private static BodySource memory(String body) {
        return BodySource.of(body.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String post(long length) {
        return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static ScriptedUpstream echo() {
        return ScriptedUpstream.of(agent -> {
            while (true) {
                Conversation.Message request = agent.readMessage();
                String seen = request.head() + request.body();
                agent.send("HTTP/1.1 200 OK\r\nContent-Length: " + seen.length() + "\r\n\r\n" + seen);
            }
        });
    }

    @Test
    void sendsARequestWithoutABody() {
        try (ScriptedUpstream upstream = echo()) {
            send(upstream, GET, BodySource.EMPTY);

            assertThat(tape.wholeAnswer()).isEqualTo("200 " + GET);
            WatchedExchange.Ending ending = watched.ending();
            assertThat(ending.outcome()).isEqualTo(Outcome.ANSWERED);
            assertThat(ending.bytesIn()).isEqualTo(GET.length());
            assertThat(watched.hasClientLeft()).isFalse();
        }
    }

    @Test
    void sendsABodyInMemoryWithTheForwardsEdits() {
        RequestEdits edits =
                new RequestEdits(null, HeaderNames.of("x-old"), new HeaderLines().add("X-Berth-Attempt", "2"));
        String head = "POST / HTTP/1.1\r\nHost: x\r\nX-Old: 1\r\nContent-Length: 5\r\n\r\n";
        try (ScriptedUpstream upstream = echo()) {
            server.send(
                    stored(head, memory("hello")),
                    new Decision.Forward(new Upstream.Tcp(upstream.address()), edits, ResponseEdits.NONE, hooks()));

            assertThat(tape.wholeAnswer())
                    .isEqualTo("200 POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
                            + "X-Berth-Attempt: 2\r\n\r\nhello");
            assertThat(watched.ending().bytesIn()).isEqualTo(head.length() + 5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsChunksAndTrailers(boolean inMemory) {
        String body = "3\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n";
        BodySource source = inMemory ? memory(body) : SlowSource.of(body.getBytes(StandardCharsets.ISO_8859_1));
        try (ScriptedUpstream upstream = echo()) {
            send(upstream, CHUNKED, source);

            assertThat(tape.wholeAnswer()).isEqualTo("200 " + CHUNKED + body);
        }
    }

    @Test
    void recordsChunksAndBodiesWithoutLengthInChunks() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
            agent.readHead();
            agent.send("HTTP/1.0 200 OK\r\n\r\nhello");
        })) {
            send(upstream, GET, BodySource.EMPTY);

            assertThat(tape.wholeAnswer()).isEqualTo("200 5\r\nhello\r\n0\r\n\r\n");
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
        }
    }

    @Test
    void readsALargeBodyOnlyAsFastAsItIsTaken() {
        byte[] body = SlowSource.pattern(10 << 20);
        SlowSource source = SlowSource.of(body);
        CountDownLatch read = new CountDownLatch(1);
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
            agent.readHead();
            await(read);
            seen.complete(agent.read(body.length));
            agent.send(OK);
            agent.isEnded();
        })) {
            send(upstream, post(body.length), source);
            Background.letBuffersFill(Duration.ofMillis(300));
            assertThat(source.read()).isLessThan(body.length);
            read.countDown();

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
            assertThat(seen.join().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(body);
            source.awaitClosed();
        }
    }

    /// The loop is held up until the connection is closed, so that the request is sent before the end is noticed.
    @RepeatedTest(10)
    void sendsALargeBodyAgainThatMetAClosedConnection() {
        byte[] body = SlowSource.pattern(300_000);
        SlowSource source = SlowSource.of(body);
        AtomicInteger processed = new AtomicInteger();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch closedAndQueued = new CountDownLatch(2);
        WatchedExchange first = new WatchedExchange();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
            agent.readMessage();
            processed.incrementAndGet();
            agent.send(OK);
            await(held);
            agent.close();
            closedAndQueued.countDown();
        })) {
            server.send(stored(post(2), memory("hi")), TestEdge.forward(upstream, Hooks.NONE.withObserver(first)));
            first.ending();
            holdTheLoop(held, closedAndQueued);
            send(upstream, post(body.length), source);
            closedAndQueued.countDown();

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
            assertThat(watched.connects()).isEqualTo(2);
            assertThat(processed).hasValue(2);
        }
    }

    /// The end of a request that is damaged is told of on the loop.
    private void holdTheLoop(CountDownLatch held, CountDownLatch until) {
        ExchangeObserver holding = new ExchangeObserver() {
            @Override
            public void finished(Outcome outcome, long bytesIn, long bytesOut) {
                held.countDown();
                await(until);
            }
        };
        server.send(
                stored("damaged", BodySource.EMPTY),
                new Decision.Forward(
                        new Upstream.Named("unused", 1),
                        RequestEdits.NONE,
                        ResponseEdits.NONE,
                        Hooks.NONE.withObserver(holding)));
    }

    @Test
    void endsWhenABodyCannotBeRead() {
        byte[] body = SlowSource.pattern(1 << 20);
        CompletableFuture<Boolean> cut = new CompletableFuture<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
            agent.readHead();
            cut.complete(agent.skip(body.length) < body.length);
        })) {
            send(upstream, post(body.length), SlowSource.failingAt(500_000, body));

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.REQUEST_FAULTY);
            assertThat(cut.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
            assertThat(tape.isBroken()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n\r\nmore",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void refusesWhatDoesNotParse(String head) {
        try (ScriptedUpstream upstream = echo()) {
            send(upstream, head, memory("6\r\nabc"));

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.REQUEST_FAULTY);
            assertThat(tape.isBroken()).isTrue();
            assertThat(upstream.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense\r\n", "3\r\nabc\r\n", "0\r\n\r\nmore"})
    void refusesChunksFromAStoreThatDoNotParse(String body) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
            agent.readToEnd();
        })) {
            send(upstream, CHUNKED, SlowSource.of(body.getBytes(StandardCharsets.ISO_8859_1)));

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.REQUEST_FAULTY);
            assertThat(tape.isBroken()).isTrue();
        }
    }

    @Test
    void asksWhatFollowsAnInterruptionAndDisposesOfIt() {
        WatchedExchange next = new WatchedExchange();
        CompletableFuture<Outcome> asked = new CompletableFuture<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(Conversation::readMessage)) {
            server.send(
                    stored(post(2), memory("hi")), TestEdge.forward(upstream, hooks().withUnanswered(interruption -> {
                        asked.complete(interruption.outcome());
                        return TestEdge.forward(upstream, Hooks.NONE.withObserver(next));
                    })));

            assertThat(next.ending().outcome()).isEqualTo(Outcome.CLIENT_LEFT);
            assertThat(asked).isCompletedWithValue(Outcome.UPSTREAM_FAILED);
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void asksWhatFollowsWhenNothingListens() throws IOException {
        CompletableFuture<String> asked = new CompletableFuture<>();
        int port = unusedPort();
        Hooks hooks = hooks().withUnreachable(failure -> {
            asked.complete(failure.kind().name());
            return Decision.Answer.json(200, "{}");
        });

        server.send(
                stored(GET, BodySource.EMPTY),
                new Decision.Forward(
                        new Upstream.Tcp(InetAddress.getLoopbackAddress(), port),
                        RequestEdits.NONE,
                        ResponseEdits.NONE,
                        hooks));

        assertThat(watched.ending().outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(asked.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("CONNECTION_REFUSED");
    }

    @Test
    void switchesNoProtocols() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n")) {
            send(
                    upstream,
                    "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n",
                    BodySource.EMPTY);

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
        }
    }

    @Test
    void keepsTheAnswersDeadline() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(Conversation::readToEnd)) {
            server.send(
                    stored(GET, BodySource.EMPTY),
                    TestEdge.forward(upstream, hooks().withAnswerWithin(Duration.ofMillis(200))));

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.TIMED_OUT);
        }
    }

    @Test
    void usesTheConnectionsThatOthersLeft() {
        WatchedExchange second = new WatchedExchange();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK)) {
            send(upstream, GET, BodySource.EMPTY);
            watched.ending();
            server.send(stored(post(2), memory("hi")), TestEdge.forward(upstream, Hooks.NONE.withObserver(second)));

            assertThat(second.ending().outcome()).isEqualTo(Outcome.ANSWERED);
            assertThat(second.reused()).isEqualTo(1);
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void drainsWhatIsUnderWayAndTellsOfWhatComesLater() throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        WatchedExchange late = new WatchedExchange();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
            agent.readHead();
            arrived.countDown();
            await(goOn);
            agent.send(OK);
            agent.isEnded();
        })) {
            send(upstream, GET, BodySource.EMPTY);
            await(arrived);
            assertThat(server.drain(Duration.ofMillis(100))).isFalse();
            server.send(stored(GET, BodySource.EMPTY), TestEdge.forward(upstream, Hooks.NONE.withObserver(late)));
            assertThat(late.ending().outcome()).isEqualTo(Outcome.UNREACHABLE);
            goOn.countDown();

            assertThat(server.drain(Duration.ofSeconds(10))).isTrue();
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
        }
    }

    @Test
    void tellsOfEveryRequestWhateverTheMomentOfTheEnd() {
        ConcurrentLinkedQueue<WatchedExchange> all = new ConcurrentLinkedQueue<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK)) {
            CountDownLatch some = new CountDownLatch(200);
            CompletableFuture<Void> sending = Background.run(() -> {
                for (int i = 0; i < 2000; i++) {
                    WatchedExchange one = new WatchedExchange();
                    all.add(one);
                    server.send(
                            stored(GET, BodySource.EMPTY), TestEdge.forward(upstream, Hooks.NONE.withObserver(one)));
                    some.countDown();
                }
            });
            await(some);

            server.close();

            sending.orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(all).allSatisfy(one -> assertThat(one.ending().outcome()).isNotNull());
        }
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
