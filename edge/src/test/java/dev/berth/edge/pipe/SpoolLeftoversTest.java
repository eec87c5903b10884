package dev.berth.edge.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Conversation;
import dev.berth.edge.EdgeLimits;
import dev.berth.edge.MemorySpool;
import dev.berth.edge.TestEdge;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Overflow;
import dev.berth.kit.Problem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said, and what is left, of bodies that are spooled and never become whole.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class SpoolLeftoversTest {

    private static final Problem TOO_LARGE = Problem.of(413, "too_large", "Too large.");
    private static final Decision.Collect.Limits LIMITS = new Decision.Collect.Limits(10, 20 << 20);
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final MemorySpool spool = new MemorySpool();

    private Decision collect(Decision.Collect.Limits limits) {
        return new Decision.Collect(
                limits,
                spool::made,
                body -> Decision.Answer.json(200, "{}"),
                overflow -> new Decision.Refuse(TOO_LARGE));
    }

    private static String post(long length) {
        return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
    }

    @Test
    void says408AndLeavesNothingWhenTheBodyStops() {
        EdgeLimits.Times times = EdgeLimits.Times.DEFAULT;
        EdgeLimits limits = EdgeLimits.DEFAULT.withTimes(new EdgeLimits.Times(
                times.idle(), times.head(), Duration.ofMillis(300), 0, times.stalled(), times.linger()));
        try (TestEdge edge = new TestEdge(limits, call -> collect(LIMITS));
                Conversation client = edge.connect()) {
            client.send(post(1000) + "hello world");

            assertThat(client.readMessage().status()).isEqualTo(408);
            spool.awaitClosed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"make", "write", "finish"})
    void says503WhenTheSpoolFailsAndKeepsTheConnection(String step) {
        spool.failAt(step);
        try (TestEdge edge = TestEdge.routing(call -> collect(LIMITS));
                Conversation client = edge.connect()) {
            client.send(post(200_000)).send(new byte[200_000]);
            Conversation.Message answer = client.readMessage();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body())
                    .contains("\"code\":\"journal_unavailable\"")
                    .contains("The call could not be stored")
                    .doesNotContain("planted");
            client.send(GET);
            assertThat(client.readMessage().status()).isEqualTo(200);
        }
    }

    @Test
    void leavesNothingBehindWhenTheClientBreaksOff() {
        try (TestEdge edge = TestEdge.routing(call -> collect(LIMITS))) {
            Conversation client = edge.connect();
            client.send(post(1 << 20)).send(new byte[200_000]);
            spool.awaitWriting();

            client.reset();

            spool.awaitClosed();
        }
    }

    @Test
    void leavesNothingBehindWhenTheClientBreaksOffWhileTheDiskIsWaitedFor() {
        spool.hold();
        try (TestEdge edge = TestEdge.routing(call -> collect(LIMITS))) {
            Conversation client = edge.connect();
            client.send(post(11) + "hello world");
            spool.awaitWriting();
            client.reset();
            awaitNoConnections(edge);
            spool.goOn();

            spool.awaitClosed();
        }
    }

    @Test
    void leavesNothingBehindWhenTheServerCloses() {
        TestEdge edge = TestEdge.routing(call -> collect(LIMITS));
        Conversation client = edge.connect();
        client.send(post(1 << 20)).send(new byte[200_000]);
        spool.awaitWriting();

        edge.close();

        assertThat(spool.isClosed()).isTrue();
        client.close();
    }

    @Test
    void leavesNothingBehindOfAFaultyBody() {
        try (TestEdge edge = TestEdge.routing(call -> collect(LIMITS));
                Conversation client = edge.connect()) {
            client.send(CHUNKED + "b\r\nhello world\r\n");
            spool.awaitMade();
            client.send("nonsense");

            assertThat(client.readMessage().status()).isEqualTo(400);
            spool.awaitClosed();
        }
    }

    @Test
    void refusesADeclaredLengthAtOnce() {
        CompletableFuture<Overflow> overflow = new CompletableFuture<>();
        try (TestEdge edge = TestEdge.routing(call -> new Decision.Collect(
                        new Decision.Collect.Limits(10, 100),
                        spool::made,
                        body -> Decision.Answer.json(200, "{}"),
                        told -> {
                            overflow.complete(told);
                            return new Decision.Refuse(TOO_LARGE);
                        }));
                Conversation client = edge.connect()) {
            client.send(post(101));

            assertThat(client.readMessage().status()).isEqualTo(413);
            assertThat(overflow).isCompletedWithValue(new Overflow(101, 0));
        }
    }

    @Test
    void refusesChunksThatBecomeTooManyAndLeavesNothing() {
        try (TestEdge edge = TestEdge.routing(call -> collect(new Decision.Collect.Limits(10, 30)));
                Conversation client = edge.connect()) {
            client.send(CHUNKED + "b\r\nhello world\r\n");
            spool.awaitMade();
            client.send("b\r\nhello world\r\n");

            assertThat(client.readMessage().status()).isEqualTo(413);
            spool.awaitClosed();
        }
    }

    private static void awaitNoConnections(TestEdge edge) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (edge.server().openConnections() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(edge.server().openConnections()).isZero();
    }
}
