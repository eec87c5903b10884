package dev.berth.edge.pipe;

import static dev.berth.edge.Background.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.Tape;
import dev.berth.edge.TestEdge;
import dev.berth.edge.WatchedExchange;
import dev.berth.edge.http.RequestEdits;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Interruption;
import dev.berth.edge.route.Outcome;
import dev.berth.edge.route.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What becomes of an exchange whose client has left when its upstream fails.
final class TroubleWithoutClientTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";

    private final WatchedExchange watched = new WatchedExchange();
    private final Tape tape = Tape.keeping();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private Hooks hooks() {
        return Hooks.NONE.withObserver(watched).withRecorder(tape).withOutlivingClient();
    }

    @Test
    void asksWhatFollowsAnUpstreamThatDiesAfterItsClientLeft() {
        CompletableFuture<Interruption> asked = new CompletableFuture<>();
        WatchedExchange next = new WatchedExchange();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readMessage();
                    arrived.countDown();
                    await(goOn);
                });
                TestEdge edge =
                        TestEdge.routing(call -> TestEdge.forward(upstream, hooks().withUnanswered(interruption -> {
                            asked.complete(interruption);
                            return TestEdge.forward(upstream, Hooks.NONE.withObserver(next));
                        })))) {
            Conversation client = edge.connect();
            client.send(POST);
            await(arrived);
            client.reset();
            watched.awaitClientLeft();
            goOn.countDown();

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
            assertThat(asked.orTimeout(10, TimeUnit.SECONDS).join().problem().code())
                    .isEqualTo("upstream_broke_off");
            assertThat(next.ending().outcome()).isEqualTo(Outcome.CLIENT_LEFT);
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void disposesOfADecisionThatComesLaterThanTheClientLeft() {
        CompletableFuture<Decision> later = new CompletableFuture<>();
        CompletableFuture<String> abandoned = new CompletableFuture<>();
        WatchedExchange next = new WatchedExchange();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readMessage();
                    arrived.countDown();
                    await(goOn);
                });
                TestEdge edge = TestEdge.routing(call -> TestEdge.forward(
                        upstream,
                        hooks().withUnanswered(interruption ->
                                new Decision.Later(later, () -> abandoned.complete("abandoned")))))) {
            Conversation client = edge.connect();
            client.send(POST);
            await(arrived);
            client.reset();
            watched.awaitClientLeft();
            goOn.countDown();
            assertThat(abandoned.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("abandoned");

            later.complete(TestEdge.forward(upstream, Hooks.NONE.withObserver(next)));

            assertThat(next.ending().outcome()).isEqualTo(Outcome.CLIENT_LEFT);
        }
    }

    @Test
    void keepsTheTimeAfterTheClientLeft() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readMessage();
                    arrived.countDown();
                    agent.isEnded();
                });
                TestEdge edge = TestEdge.routing(
                        call -> TestEdge.forward(upstream, hooks().withAnswerWithin(Duration.ofMillis(500))))) {
            Conversation client = edge.connect();
            client.send(POST);
            await(arrived);
            client.reset();
            watched.awaitClientLeft();

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.TIMED_OUT);
        }
    }

    @Test
    void tellsThatAnAnswerBrokeOffAfterTheClientLeft() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
                    await(goOn);
                });
                TestEdge edge = TestEdge.routing(call -> TestEdge.forward(upstream, hooks()))) {
            Conversation client = edge.connect();
            client.send(GET);
            client.readHead();
            client.reset();
            watched.awaitClientLeft();
            goOn.countDown();

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.BROKEN_OFF);
            assertThat(tape.brokenAnswer()).isEqualTo("200 hel");
        }
    }

    @Test
    void asksWhatFollowsWhenNothingListensAfterTheClientLeft() throws IOException {
        CompletableFuture<String> asked = new CompletableFuture<>();
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        int port = unusedPort();
        Hooks hooks = hooks().withUnreachable(failure -> {
            asked.complete(failure.kind().name());
            return new Decision.Later(decision, () -> {});
        });
        try (TestEdge edge = TestEdge.routing(call -> new Decision.Forward(
                new Upstream.Tcp(InetAddress.getLoopbackAddress(), port),
                RequestEdits.NONE,
                ResponseEdits.NONE,
                hooks))) {
            Conversation client = edge.connect();
            client.send(POST);

            assertThat(asked.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("CONNECTION_REFUSED");
            client.close();
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.UNREACHABLE);
        }
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
