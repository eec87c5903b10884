package dev.berth.edge.pipe;

import static dev.berth.edge.Background.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.TestEdge;
import dev.berth.edge.WatchedExchange;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.ExchangeObserver;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Outcome;
import dev.berth.kit.Problem;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What a router can decide.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class DecisionsTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;x\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n";

    private static Decision text(String text) {
        return new Decision.Answer(
                200,
                new HeaderLines().add("Content-Type", "text/plain"),
                StandardCharsets.UTF_8.encode(text),
                ExchangeObserver.NONE);
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
    void answersHere() {
        try (TestEdge edge = TestEdge.routing(call -> text("hello"));
                Conversation client = edge.connect()) {
            client.send(GET + "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n" + GET);

            assertThat(client.readMessage().body()).isEqualTo("hello");
            assertThat(client.readHead()).contains("Content-Length: 5");
            assertThat(client.readMessage().body()).isEqualTo("hello");
        }
    }

    @Test
    void answersHereAndReadsTheBodyAway() {
        try (TestEdge edge = TestEdge.routing(call -> text("hello"));
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.readMessage().body()).isEqualTo("hello");

            client.send("12345" + GET);

            assertThat(client.readMessage().body()).isEqualTo("hello");
        }
    }

    @Test
    void closesAfterAnAnswerToABodyThatIsTooLongToRead() {
        try (TestEdge edge = TestEdge.routing(call -> text("hello"));
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n");

            assertThat(client.readMessage().header("Connection")).containsExactly("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void waitsForADecisionAndHoldsTheBody() {
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        try (ScriptedUpstream upstream = echo();
                TestEdge edge = TestEdge.routing(call -> {
                    asked.countDown();
                    return new Decision.Later(decision, () -> {});
                });
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel");
            await(asked);
            client.send("lo");
            decision.complete(TestEdge.forward(upstream, Hooks.NONE));

            assertThat(client.readMessage().body()).endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void abandonsADecisionWhenTheClientLeaves() {
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        CompletableFuture<String> abandoned = new CompletableFuture<>();
        WatchedExchange watched = new WatchedExchange();
        CountDownLatch asked = new CountDownLatch(1);
        try (ScriptedUpstream upstream = echo();
                TestEdge edge = TestEdge.routing(call -> {
                    asked.countDown();
                    return new Decision.Later(decision, () -> abandoned.complete("abandoned"));
                })) {
            Conversation client = edge.connect();
            client.send(GET);
            await(asked);

            client.close();

            assertThat(abandoned.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("abandoned");
            decision.complete(TestEdge.forward(upstream, Hooks.NONE.withObserver(watched)));
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.CLIENT_LEFT);
            assertThat(upstream.connections()).isZero();
        }
    }

    @Test
    void says500WhenTheRouterFails() {
        try (TestEdge edge = TestEdge.routing(call -> {
                    if (call.head().target().toString().equals("/later")) {
                        return new Decision.Later(
                                CompletableFuture.failedFuture(new IllegalStateException("planted")), () -> {});
                    }
                    throw new IllegalStateException("planted");
                });
                Conversation client = edge.connect()) {
            client.send(GET);
            assertThat(client.readMessage().body()).contains("\"code\":\"internal_error\"");
            client.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(client.readMessage().status()).isEqualTo(500);
        }
    }

    @Test
    void collectsABodyAndAnswersHere() {
        try (TestEdge edge = TestEdge.routing(call -> Decision.Collect.inMemory(
                        1000,
                        body -> text(new String(body.content(), StandardCharsets.UTF_8)),
                        overflow -> text("too large")));
                Conversation client = edge.connect()) {
            client.send(CHUNKED + "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nxyz" + GET);

            assertThat(client.readMessage().body()).isEqualTo("abcde");
            assertThat(client.readMessage().body()).isEqualTo("xyz");
            assertThat(client.readMessage().body()).isEmpty();
        }
    }

    @Test
    void answersTheExpectationOfABodyThatIsCollected() {
        try (ScriptedUpstream upstream = echo();
                TestEdge edge = TestEdge.routing(call -> Decision.Collect.inMemory(
                        1000, body -> TestEdge.forward(upstream, Hooks.NONE), overflow -> text("too large")));
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            client.send("abc");

            assertThat(client.readMessage().body())
                    .isEqualTo("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
        }
    }

    @Test
    void forwardsACollectedBodyInItsFraming() {
        try (ScriptedUpstream upstream = echo();
                TestEdge edge = TestEdge.routing(call -> Decision.Collect.inMemory(
                        1000,
                        body -> new Decision.Later(
                                CompletableFuture.supplyAsync(() -> TestEdge.forward(upstream, Hooks.NONE)), () -> {}),
                        overflow -> text("too large")));
                Conversation client = edge.connect()) {
            client.send(CHUNKED);

            assertThat(client.readMessage().body()).endsWith("\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n");
        }
    }

    @Test
    void streamsABodyThatIsTooLargeToCollect() {
        try (ScriptedUpstream upstream = echo();
                TestEdge edge = TestEdge.routing(call -> Decision.Collect.inMemory(
                        6, body -> text("collected"), overflow -> TestEdge.forward(upstream, Hooks.NONE)));
                Conversation client = edge.connect()) {
            for (int i = 0; i < CHUNKED.length(); i++) {
                client.send(CHUNKED.substring(i, i + 1));
            }
            assertThat(client.readMessage().body()).endsWith("\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n");
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\n1234567");

            assertThat(client.readMessage().body()).endsWith("\r\n\r\n1234567");
        }
    }

    @Test
    void refusesABodyThatIsTooLargeToCollect() {
        Problem tooLarge = Problem.of(413, "body_too_large", "Too large.");
        try (TestEdge edge = TestEdge.routing(call -> Decision.Collect.inMemory(
                        6, body -> text("collected"), overflow -> new Decision.Refuse(tooLarge)));
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\n1234567" + GET);

            assertThat(client.readMessage().status()).isEqualTo(413);
            assertThat(client.readMessage().body()).isEqualTo("collected");
        }
    }
}
