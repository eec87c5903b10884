package dev.berth.edge.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.edge.Background;
import dev.berth.edge.Conversation;
import dev.berth.edge.EdgeLimits;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.TestEdge;
import dev.berth.edge.WatchedExchange;
import dev.berth.edge.http.HeadLimits;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Outcome;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// Every limit has an end, and says so.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class LimitsTest {

    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final WatchedExchange watched = new WatchedExchange();

    private TestEdge edge(EdgeLimits limits, ScriptedUpstream upstream) {
        return new TestEdge(limits, call -> TestEdge.forward(upstream, Hooks.NONE.withObserver(watched)));
    }

    private static EdgeLimits times(Duration idle, Duration head, Duration body, Duration stalled) {
        return EdgeLimits.DEFAULT.withTimes(new EdgeLimits.Times(idle, head, body, 0, stalled, SHORT));
    }

    private static EdgeLimits upstreams(Duration answer, Duration silence, Duration idle) {
        return EdgeLimits.DEFAULT.withUpstreams(
                new EdgeLimits.Upstreams(Duration.ofSeconds(5), answer, silence, idle, 8));
    }

    private static EdgeLimits body(long body) {
        return EdgeLimits.DEFAULT.withFlow(new EdgeLimits.Flow(body, 1024, 1024, 64 * 1024, 128 * 1024));
    }

    @Test
    void refusesAHeadThatIsTooLarge() {
        EdgeLimits limits = EdgeLimits.DEFAULT.withRequestHead(new HeadLimits(512, 256, 4));
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestEdge edge = edge(limits, upstream)) {
            assertThat(status(edge, "GET / HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(600)))
                    .isEqualTo(431);
            assertThat(status(edge, "GET / HTTP/1.1\r\nHost: x\r\na:\r\nb:\r\nc:\r\nd:\r\n"))
                    .isEqualTo(431);
            assertThat(status(edge, "GET /" + "x".repeat(300))).isEqualTo(414);
        }
    }

    @Test
    void refusesABodyThatIsDeclaredTooLarge() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestEdge edge = edge(body(10), upstream)) {
            assertThat(status(edge, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n"))
                    .isEqualTo(413);
            assertThat(upstream.connections()).isZero();
        }
    }

    @Test
    void refusesABodyThatTurnsOutTooLarge() {
        CompletableFuture<String> seen = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    begun.countDown();
                    seen.complete(agent.readToEnd());
                });
                TestEdge edge = edge(body(10), upstream);
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(await(begun)).isTrue();

            client.send("9\r\n123456789\r\n2\r\nab\r\n0\r\n\r\n");

            assertThat(client.readMessage().status()).isEqualTo(413);
            assertThat(seen.orTimeout(10, TimeUnit.SECONDS).join()).doesNotContain("0\r\n\r\n");
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.REQUEST_FAULTY);
        }
    }

    @Test
    void closesAConnectionThatIsIdle() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestEdge edge = edge(times(SHORT, LONG, LONG, LONG), upstream);
                Conversation client = edge.connect()) {
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void says408WhenAHeadTrickles() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestEdge edge = edge(times(LONG, SHORT, LONG, LONG), upstream)) {
            assertThat(status(edge, "GET / HTTP/1.1\r\nHo")).isEqualTo(408);
        }
    }

    @Test
    void says408WhenABodyStops() {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    seen.complete(agent.readToEnd());
                });
                TestEdge edge = edge(times(LONG, LONG, SHORT, LONG), upstream)) {
            assertThat(status(edge, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"))
                    .isEqualTo(408);
            assertThat(seen.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("abc");
        }
    }

    @Test
    void says408WhenABodyTrickles() {
        EdgeLimits limits =
                EdgeLimits.DEFAULT.withTimes(new EdgeLimits.Times(LONG, LONG, SHORT, Integer.MAX_VALUE, LONG, LONG));
        try (ScriptedUpstream upstream = ScriptedUpstream.of(Conversation::readToEnd);
                TestEdge edge = edge(limits, upstream);
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n");
            while (!client.hasMore()) {
                client.send("x");
            }

            assertThat(client.readMessage().status()).isEqualTo(408);
        }
    }

    @Test
    void says408WhenABodyThatIsCollectedStops() {
        try (TestEdge edge = new TestEdge(
                times(LONG, LONG, SHORT, LONG),
                call -> Decision.Collect.inMemory(
                        100, body -> Decision.Answer.json(200, "{}"), overflow -> Decision.Answer.json(413, "{}")))) {
            assertThat(status(edge, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"))
                    .isEqualTo(408);
        }
    }

    @Test
    void says504WhenTheUpstreamDoesNotAnswer() {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    ended.complete(agent.isEnded());
                });
                TestEdge edge = edge(upstreams(SHORT, LONG, LONG), upstream)) {
            assertThat(status(edge, GET)).isEqualTo(504);
            assertThat(ended.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.TIMED_OUT);
        }
    }

    @Test
    void givesACallItsOwnTimeForTheAnswer() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.isEnded();
                });
                TestEdge edge = new TestEdge(
                        EdgeLimits.DEFAULT, call -> TestEdge.forward(upstream, Hooks.NONE.withAnswerWithin(SHORT)))) {
            assertThat(status(edge, GET)).isEqualTo(504);
        }
    }

    @Test
    void cutsAnAnswerThatFallsSilent() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
                    agent.isEnded();
                });
                TestEdge edge = edge(upstreams(LONG, SHORT, LONG), upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            client.readHead();

            assertThat(client.skip(100)).isEqualTo(3);
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.BROKEN_OFF);
        }
    }

    @Test
    void cutsAClientThatDoesNotTakeItsAnswer() {
        CompletableFuture<String> ended = new CompletableFuture<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                    byte[] much = new byte[1 << 20];
                    try {
                        for (int i = 0; i < 900; i++) {
                            agent.send(much);
                        }
                    } catch (UncheckedIOException _) {
                        ended.complete("cut");
                    }
                });
                TestEdge edge = edge(times(LONG, LONG, LONG, SHORT), upstream);
                Conversation client = edge.connect()) {
            client.send(GET);

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.CLIENT_LEFT);
            assertThat(ended.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("cut");
        }
    }

    @Test
    void closesAnUpstreamConnectionThatIsIdle() {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send(OK);
                    assertThat(agent.isEnded()).isTrue();
                    closed.countDown();
                });
                TestEdge edge = edge(upstreams(LONG, LONG, SHORT), upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            client.readMessage();

            assertThat(await(closed)).isTrue();
        }
    }

    @Test
    void restsAnUpstreamConnectionNoLongerThanTheUpstreamSays() {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok");
                    assertThat(agent.isEnded()).isTrue();
                    closed.countDown();
                });
                TestEdge edge = edge(EdgeLimits.DEFAULT, upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            client.readMessage();

            assertThat(await(closed)).isTrue();
        }
    }

    @Test
    void turnsAConnectionAwayThatIsOneTooMany() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestEdge edge = edge(EdgeLimits.DEFAULT.withConnections(1), upstream);
                Conversation first = edge.connect()) {
            first.send(GET);
            first.readMessage();
            try (Conversation second = edge.connect()) {
                Conversation.Message answer = second.readMessage();

                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).hasSize(1);
                assertThat(second.isEnded()).isTrue();
            }
        }
    }

    @Test
    void readsNoMoreThanTheBoundAheadOfAnAnswer() {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        try (TestEdge edge = new TestEdge(body(1L << 30), call -> {
                    asked.countDown();
                    return new Decision.Later(decision, () -> {});
                });
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900000000\r\n\r\n");
            assertThat(await(asked)).isTrue();
            CompletableFuture<Void> sending = Background.run(() -> {
                byte[] much = new byte[1 << 20];
                for (int i = 0; i < 800; i++) {
                    client.send(much);
                }
            });

            assertThatThrownBy(() -> sending.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void finishesTheAnswersUnderWayWhenItCloses() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    asked.countDown();
                    assertThat(await(go)).isTrue();
                    agent.send(OK);
                    agent.isEnded();
                });
                TestEdge edge = edge(EdgeLimits.DEFAULT, upstream);
                Conversation idle = edge.connect();
                Conversation client = edge.connect()) {
            client.send(GET);
            assertThat(await(asked)).isTrue();
            CompletableFuture<Boolean> drained = Background.supply(() -> drain(edge));
            assertThat(idle.isEnded()).isTrue();
            go.countDown();

            Conversation.Message answer = client.readMessage();

            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.header("Connection")).containsExactly("close");
            assertThat(drained.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
        }
    }

    private static boolean drain(TestEdge edge) {
        try {
            return edge.server().drain(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int status(TestEdge edge, String request) {
        try (Conversation client = edge.connect()) {
            client.send(request);
            return client.readMessage().status();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
