package dev.berth.edge.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.TestEdge;
import dev.berth.edge.WatchedExchange;
import dev.berth.edge.http.RequestEdits;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Outcome;
import dev.berth.edge.route.Upstream;
import dev.berth.edge.route.UpstreamFailure;
import dev.berth.kit.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// Upstream connections that are kept, and those that went stale meanwhile.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class PoolTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /// The loop is held up until the connection is closed, so that the request is sent before the end is noticed.
    @RepeatedTest(20)
    void sendsARequestAgainThatMetAClosedConnection() {
        AtomicInteger processed = new AtomicInteger();
        CountDownLatch closed = new CountDownLatch(1);
        AtomicInteger routed = new AtomicInteger();
        WatchedExchange second = new WatchedExchange();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readMessage();
                    processed.incrementAndGet();
                    agent.send(OK);
                    agent.close();
                    closed.countDown();
                });
                TestEdge edge = TestEdge.routing(call -> {
                    if (routed.getAndIncrement() == 0) {
                        return TestEdge.forward(upstream, Hooks.NONE);
                    }
                    assertThat(await(closed)).isTrue();
                    return TestEdge.forward(upstream, Hooks.NONE.withObserver(second));
                });
                Conversation client = edge.connect()) {
            client.send(POST + POST);

            assertThat(client.readMessage().status()).isEqualTo(200);
            assertThat(client.readMessage().status()).isEqualTo(200);

            assertThat(processed).hasValue(2);
            assertThat(second.ending().outcome()).isEqualTo(Outcome.ANSWERED);
        }
    }

    /// Upstreams that close after each answer, in the worst moment: a call may fail, but it never runs twice.
    @RepeatedTest(5)
    void runsNoRequestTwiceWhateverTheMoment() {
        AtomicInteger processed = new AtomicInteger();
        int answered = 0;
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readMessage();
                    processed.incrementAndGet();
                    agent.send(OK);
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            for (int i = 0; i < 100; i++) {
                client.send(POST);
                answered += client.readMessage().status() == 200 ? 1 : 0;
            }

            assertThat(processed).hasValue(answered);
        }
    }

    @Test
    void doesNotSendARequestAgainThatMayHaveBeenProcessed() {
        AtomicInteger seen = new AtomicInteger();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readMessage();
                    agent.send(OK);
                    agent.readMessage();
                    seen.incrementAndGet();
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            assertThat(client.readMessage().status()).isEqualTo(200);
            client.send(GET);

            assertThat(client.readMessage().status()).isEqualTo(502);
            assertThat(seen).hasValue(1);
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void usesNoConnectionAgainThatTheUpstreamWantsToClose() {
        CountDownLatch both = new CountDownLatch(2);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readMessage();
                    agent.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
                    assertThat(agent.isEnded()).isTrue();
                    both.countDown();
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            client.readMessage();
            client.send(GET);

            assertThat(client.readMessage().header("Connection")).isEmpty();
            assertThat(await(both)).isTrue();
        }
    }

    @Test
    void decidesAnewWhenNothingListens() throws IOException {
        int port = unusedPort();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestEdge edge = TestEdge.routing(call -> new Decision.Forward(
                        new Upstream.Tcp(InetAddress.getLoopbackAddress(), port),
                        RequestEdits.NONE,
                        ResponseEdits.NONE,
                        Hooks.NONE.withUnreachable(failure -> {
                            assertThat(failure.kind()).isEqualTo(UpstreamFailure.Kind.CONNECTION_REFUSED);
                            return TestEdge.forward(upstream, Hooks.NONE);
                        })));
                Conversation client = edge.connect()) {
            client.send(POST);

            assertThat(client.readMessage().body()).isEqualTo("ok");
        }
    }

    @Test
    void says502WhenNothingListens() throws IOException {
        int port = unusedPort();
        try (TestEdge edge =
                        TestEdge.routing(call -> forward(new Upstream.Tcp(InetAddress.getLoopbackAddress(), port)));
                Conversation client = edge.connect()) {
            client.send(POST);

            assertThat(client.readMessage().body()).contains("\"code\":\"upstream_unreachable\"");
        }
    }

    @Test
    void looksHostNamesUp() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestEdge edge = TestEdge.routing(call -> forward(
                        new Upstream.Named("localhost", upstream.address().getPort())));
                Conversation client = edge.connect()) {
            client.send(POST);

            assertThat(client.readMessage().body()).isEqualTo("ok");
        }
    }

    @Test
    void saysThatAHostNameIsUnknown() {
        try (TestEdge edge = TestEdge.routing(call -> new Decision.Forward(
                        new Upstream.Named("no-such-host.invalid", 80),
                        RequestEdits.NONE,
                        ResponseEdits.NONE,
                        Hooks.NONE.withUnreachable(failure -> new Decision.Refuse(
                                Problem.of(503, failure.kind().name().toLowerCase(Locale.ROOT), "x")))));
                Conversation client = edge.connect()) {
            client.send(POST);

            assertThat(client.readMessage().body()).contains("\"code\":\"name_unknown\"");
        }
    }

    private static Decision forward(Upstream upstream) {
        return new Decision.Forward(upstream, RequestEdits.NONE, ResponseEdits.NONE, Hooks.NONE);
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
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
