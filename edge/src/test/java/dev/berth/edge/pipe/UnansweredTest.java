package dev.berth.edge.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.Tape;
import dev.berth.edge.TestEdge;
import dev.berth.edge.WatchedExchange;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Interruption;
import dev.berth.edge.route.Outcome;
import dev.berth.kit.Problem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// What follows an upstream that gave no answer is decided anew.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class UnansweredTest {

    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
    private static final Problem OTHER = Problem.of(503, "other", "Something else.");

    private final WatchedExchange watched = new WatchedExchange();
    private final Tape tape = Tape.keeping();
    private final CompletableFuture<Interruption> asked = new CompletableFuture<>();

    private Hooks hooks(Decision next) {
        return Hooks.NONE.withObserver(watched).withRecorder(tape).withUnanswered(interruption -> {
            assertThat(watched.hasEnded()).isTrue();
            asked.complete(interruption);
            return next;
        });
    }

    private Interruption interruption() {
        return asked.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static ScriptedUpstream dying() {
        return ScriptedUpstream.of(Conversation::readMessage);
    }

    private static ScriptedUpstream echo() {
        return ScriptedUpstream.of(agent -> {
            String seen = agent.readMessage().body();
            agent.send("HTTP/1.1 200 OK\r\nContent-Length: " + seen.length() + "\r\n\r\n" + seen);
            agent.isEnded();
        });
    }

    @Test
    void decidesAnewWhenTheUpstreamBreaksOff() {
        try (ScriptedUpstream upstream = dying();
                TestEdge edge =
                        TestEdge.routing(call -> TestEdge.forward(upstream, hooks(new Decision.Refuse(OTHER))));
                Conversation client = edge.connect()) {
            client.send(POST);

            assertThat(client.readMessage().body()).contains("\"code\":\"other\"");
            assertThat(interruption().outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
            assertThat(interruption().problem().code()).isEqualTo("upstream_broke_off");
            assertThat(tape.isBroken()).isTrue();
        }
    }

    @Test
    void decidesAnewWhenTheAnswerIsNoHttp() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("SSH-2.0\r\n\r\n");
                TestEdge edge =
                        TestEdge.routing(call -> TestEdge.forward(upstream, hooks(new Decision.Refuse(OTHER))));
                Conversation client = edge.connect()) {
            client.send(POST);

            assertThat(client.readMessage().status()).isEqualTo(503);
            assertThat(interruption().problem().code()).isEqualTo("upstream_malformed");
        }
    }

    @Test
    void decidesAnewWhenAnInterimHeadIsAllThatComes() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readMessage();
                    agent.send("HTTP/1.1 103 Early Hints\r\n\r\n");
                });
                TestEdge edge =
                        TestEdge.routing(call -> TestEdge.forward(upstream, hooks(new Decision.Refuse(OTHER))));
                Conversation client = edge.connect()) {
            client.send(POST);
            assertThat(client.readHead()).startsWith("HTTP/1.1 103 ");

            assertThat(client.readMessage().status()).isEqualTo(503);
        }
    }

    @Test
    void decidesAnewWhenTheUpstreamKeepsSilent() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(Conversation::readToEnd);
                TestEdge edge = TestEdge.routing(call -> TestEdge.forward(
                        upstream, hooks(new Decision.Refuse(OTHER)).withAnswerWithin(Duration.ofMillis(200))));
                Conversation client = edge.connect()) {
            client.send(POST);

            assertThat(client.readMessage().status()).isEqualTo(503);
            assertThat(interruption().outcome()).isEqualTo(Outcome.TIMED_OUT);
            assertThat(interruption().problem().status()).isEqualTo(504);
        }
    }

    @Test
    void sendsACollectedBodyAgainToAnotherUpstream() {
        try (ScriptedUpstream dying = dying();
                ScriptedUpstream echo = echo();
                TestEdge edge = TestEdge.routing(call -> Decision.Collect.inMemory(
                        1000,
                        body -> TestEdge.forward(
                                dying,
                                hooks(new Decision.Later(
                                        CompletableFuture.supplyAsync(() -> TestEdge.forward(echo, Hooks.NONE)),
                                        () -> {}))),
                        overflow -> new Decision.Refuse(OTHER)));
                Conversation client = edge.connect()) {
            client.send(POST);

            assertThat(client.readMessage().body()).isEqualTo("hello");
            assertThat(interruption().outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
        }
    }

    @Test
    void tellsOfTheInterruptionWhenABodyThatIsGoneShouldBeSentAgain() {
        WatchedExchange second = new WatchedExchange();
        try (ScriptedUpstream dying = dying();
                ScriptedUpstream echo = echo();
                TestEdge edge = TestEdge.routing(call ->
                        TestEdge.forward(dying, hooks(TestEdge.forward(echo, Hooks.NONE.withObserver(second)))));
                Conversation client = edge.connect()) {
            client.send(POST);

            assertThat(client.readMessage().body()).contains("\"code\":\"upstream_broke_off\"");
            assertThat(second.ending().outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
            assertThat(echo.connections()).isZero();
        }
    }

    @Test
    void doesNotAskWhenTheRequestIsFaulty() {
        AtomicBoolean called = new AtomicBoolean();
        Hooks hooks = Hooks.NONE.withObserver(watched).withUnanswered(interruption -> {
            called.set(true);
            return new Decision.Refuse(OTHER);
        });
        try (ScriptedUpstream upstream = ScriptedUpstream.of(Conversation::readToEnd);
                TestEdge edge = TestEdge.routing(call -> TestEdge.forward(upstream, hooks));
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n");

            assertThat(client.readMessage().status()).isEqualTo(400);
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.REQUEST_FAULTY);
            assertThat(called).isFalse();
        }
    }
}
