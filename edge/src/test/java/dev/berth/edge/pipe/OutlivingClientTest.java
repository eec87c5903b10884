package dev.berth.edge.pipe;

import static dev.berth.edge.Background.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Background;
import dev.berth.edge.Conversation;
import dev.berth.edge.EdgeLimits;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.Tape;
import dev.berth.edge.TestEdge;
import dev.berth.edge.WatchedExchange;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Outcome;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Clients that leave while their exchange goes on.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class OutlivingClientTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /// More than all buffers between an upstream and a client that reads nothing.
    private static final int LONG = 32 << 20;

    private final WatchedExchange watched = new WatchedExchange();
    private final Tape tape = Tape.keeping();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private Hooks hooks() {
        return Hooks.NONE.withObserver(watched).withRecorder(tape).withOutlivingClient();
    }

    private TestEdge edge(ScriptedUpstream upstream) {
        return TestEdge.routing(call -> TestEdge.forward(upstream, hooks()));
    }

    @Test
    void readsTheAnswerAlthoughTheClientLeftBeforeIt() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readMessage();
                    arrived.countDown();
                    await(goOn);
                    agent.send(OK);
                    agent.isEnded();
                });
                TestEdge edge = edge(upstream)) {
            Conversation client = edge.connect();
            client.send(POST);
            await(arrived);
            client.close();
            watched.awaitClientLeft();
            goOn.countDown();

            assertThat(tape.wholeAnswer()).isEqualTo("200 ok");
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
        }
    }

    /// The end of the client's output alone is no reason to leave it; what follows a while later is.
    @Test
    void noticesThatAClientIsHalfDeadAndGoesOn() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readMessage();
                    arrived.countDown();
                    await(goOn);
                    agent.send(OK);
                    agent.isEnded();
                });
                TestEdge edge = edge(upstream)) {
            Conversation client = edge.connect();
            client.send(POST).endOutput();
            await(arrived);
            assertThat(watched.hasClientLeft()).isFalse();
            client.close();
            watched.awaitClientLeft();
            goOn.countDown();

            assertThat(tape.wholeAnswer()).isEqualTo("200 ok");
        }
    }

    @Test
    void readsChunksToTheirEndAfterTheClientLeftAmongThem() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                    await(goOn);
                    agent.send("2\r\nde\r\n").send("0\r\nT: 1\r\n\r\n");
                    agent.isEnded();
                });
                TestEdge edge = edge(upstream)) {
            Conversation client = edge.connect();
            client.send(GET);
            client.readHead();
            client.read(8);
            client.reset();
            watched.awaitClientLeft();
            goOn.countDown();

            assertThat(tape.wholeAnswer()).isEqualTo("200 3\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n");
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
        }
    }

    @Test
    void readsALongAnswerToItsEndThatTheClientHadStoppedTaking() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    sendLong(agent);
                    agent.isEnded();
                });
                TestEdge edge = edge(upstream)) {
            Conversation client = edge.connect();
            client.send(GET);
            client.readHead();
            Background.letBuffersFill(Duration.ofMillis(200));
            assertThat(tape.isWhole()).isFalse();
            client.reset();

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
            assertThat(tape.bodyBytes()).hasSize(LONG);
            assertThat(watched.hasClientLeft()).isTrue();
        }
    }

    @Test
    void letsGoOfAClientThatStaysAndDoesNotTakeItsAnswer() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    sendLong(agent);
                    agent.isEnded();
                });
                TestEdge edge = new TestEdge(
                        stalledAfter(Duration.ofMillis(300)), call -> TestEdge.forward(upstream, hooks()));
                Conversation client = edge.connect()) {
            client.send(GET);
            client.readHead();

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
            assertThat(watched.hasClientLeft()).isTrue();
            assertThat(tape.bodyBytes()).hasSize(LONG);
            assertThat(client.skip(LONG)).isLessThan(LONG);
        }
    }

    @Test
    void waitsForTheRecorderAfterTheClientLeft() {
        Tape slow = new Tape();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestEdge edge = TestEdge.routing(call -> TestEdge.forward(upstream, hooks().withRecorder(slow)))) {
            Conversation client = edge.connect();
            client.send(GET);
            slow.wholeAnswer();
            client.reset();
            watched.awaitClientLeft();
            assertThat(watched.hasEnded()).isFalse();

            slow.keep();

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
        }
    }

    @Test
    void saysThatAnAnswerWithoutAClientWasNotRecorded() {
        Tape slow = new Tape();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestEdge edge = TestEdge.routing(call -> TestEdge.forward(upstream, hooks().withRecorder(slow)))) {
            Conversation client = edge.connect();
            client.send(GET);
            slow.wholeAnswer();
            client.reset();
            watched.awaitClientLeft();

            slow.fail(new IOException("disk full"));

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.NOT_RECORDED);
        }
    }

    @Test
    void endsWithAClientWhoseBodyIsNotWhole() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    arrived.countDown();
                    agent.readToEnd();
                });
                TestEdge edge = edge(upstream)) {
            Conversation client = edge.connect();
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel");
            await(arrived);

            client.reset();

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.CLIENT_LEFT);
            assertThat(tape.brokenAnswer()).isEqualTo("0 ");
            assertThat(watched.hasClientLeft()).isFalse();
        }
    }

    @Test
    void drainsWhatGoesOnWithoutItsClient() throws InterruptedException {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readMessage();
                    arrived.countDown();
                    await(goOn);
                    agent.send(OK);
                    agent.isEnded();
                });
                TestEdge edge = edge(upstream)) {
            Conversation client = edge.connect();
            client.send(POST);
            await(arrived);
            client.reset();
            watched.awaitClientLeft();
            assertThat(edge.server().drain(Duration.ofMillis(100))).isFalse();
            assertThat(edge.server().openConnections()).isZero();
            goOn.countDown();

            assertThat(edge.server().drain(Duration.ofSeconds(10))).isTrue();
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
        }
    }

    @Test
    void endsWithTheServerWhetherTheClientIsThereOrNot() {
        WatchedExchange present = new WatchedExchange();
        Tape other = new Tape();
        CountDownLatch both = new CountDownLatch(2);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
            agent.readMessage();
            both.countDown();
            agent.isEnded();
        })) {
            TestEdge edge = TestEdge.routing(call -> TestEdge.forward(
                    upstream,
                    call.head().target().toString().equals("/here")
                            ? hooks().withObserver(present).withRecorder(other)
                            : hooks()));
            Conversation leaving = edge.connect().send(POST);
            Conversation staying = edge.connect().send("GET /here HTTP/1.1\r\nHost: x\r\n\r\n");
            await(both);
            leaving.reset();
            watched.awaitClientLeft();

            edge.close();

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.CLIENT_LEFT);
            assertThat(present.ending().outcome()).isEqualTo(Outcome.CLIENT_LEFT);
            assertThat(tape.isBroken()).isTrue();
            assertThat(other.isBroken()).isTrue();
            staying.close();
        }
    }

    /// A leak of what such exchanges hold would be several times the bound.
    @Test
    void leaksNothing() {
        long before = usedDirectMemory();
        byte[] part = new byte[1 << 20];
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
            agent.readHead();
            agent.send("HTTP/1.1 200 OK\r\nContent-Length: " + part.length + "\r\n\r\n");
            agent.send(part);
            agent.isEnded();
        })) {
            for (int i = 0; i < 100; i++) {
                WatchedExchange one = new WatchedExchange();
                try (TestEdge edge = TestEdge.routing(call ->
                        TestEdge.forward(upstream, Hooks.NONE.withObserver(one).withOutlivingClient()))) {
                    Conversation client = edge.connect();
                    client.send(GET);
                    client.read(1);
                    client.reset();
                    assertThat(one.ending().outcome()).isEqualTo(Outcome.ANSWERED);
                }
            }
        }

        assertThat(usedDirectMemory() - before).isLessThan(16L << 20);
    }

    private static void sendLong(Conversation agent) {
        byte[] part = new byte[1 << 20];
        agent.send("HTTP/1.1 200 OK\r\nContent-Length: " + LONG + "\r\n\r\n");
        for (int i = 0; i < LONG / part.length; i++) {
            agent.send(part);
        }
    }

    private static EdgeLimits stalledAfter(Duration stalled) {
        EdgeLimits.Times times = EdgeLimits.Times.DEFAULT;
        return EdgeLimits.DEFAULT.withTimes(new EdgeLimits.Times(
                times.idle(), times.head(), times.body(), times.bodyRate(), stalled, times.linger()));
    }

    private static long usedDirectMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
