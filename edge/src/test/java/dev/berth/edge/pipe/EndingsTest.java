package dev.berth.edge.pipe;

import static dev.berth.edge.Background.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.TestEdge;
import dev.berth.edge.WatchedExchange;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Outcome;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Connections that end before their time, or half.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class EndingsTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final WatchedExchange watched = new WatchedExchange();

    private TestEdge edge(ScriptedUpstream upstream) {
        return TestEdge.routing(call -> TestEdge.forward(upstream, Hooks.NONE.withObserver(watched)));
    }

    @Test
    void tellsTheUpstreamThatTheClientLeftBeforeTheAnswer() {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    asked.countDown();
                    ended.complete(agent.isEnded());
                });
                TestEdge edge = edge(upstream)) {
            Conversation client = edge.connect();
            client.send(GET);
            await(asked);

            client.close();

            assertThat(ended.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.CLIENT_LEFT);
        }
    }

    @Test
    void tellsTheUpstreamThatTheClientLeftDuringASilentStream() {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                    ended.complete(agent.isEnded());
                });
                TestEdge edge = edge(upstream)) {
            Conversation client = edge.connect();
            client.send(GET);
            client.readHead();
            client.read(8);

            client.close();

            assertThat(ended.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
            assertThat(watched.ending().outcome()).isIn(Outcome.CLIENT_LEFT, Outcome.BROKEN_OFF);
        }
    }

    @Test
    void tellsTheUpstreamThatTheClientLeftInTheMiddleOfItsBody() {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.read(3);
                    ended.complete(agent.isEnded());
                });
                TestEdge edge = edge(upstream)) {
            Conversation client = edge.connect();
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");

            client.endOutput();

            assertThat(ended.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.CLIENT_LEFT);
            client.close();
        }
    }

    @Test
    void answersAClientThatEndedItsSideAndWaits() {
        CountDownLatch ended = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    await(ended);
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET).endOutput();
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 Continue");
            ended.countDown();

            assertThat(client.readMessage().body()).isEqualTo("ok");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void answersEveryPipelinedRequestOfAClientThatEndedItsSide() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send(GET + GET + GET).endOutput();

            String all = client.readToEnd().replace("HTTP/1.1 100 Continue\r\n\r\n", "");

            assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(4);
        }
    }

    @Test
    void says502WhenTheUpstreamClosesWithoutAnAnswer() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(Conversation::readHead);
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);

            Conversation.Message answer = client.readMessage();

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("\"code\":\"upstream_broke_off\"");
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
        }
    }

    @Test
    void says502WhenTheUpstreamBreaksOffInItsHead() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nConte");
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);

            assertThat(client.readMessage().status()).isEqualTo(502);
        }
    }

    @Test
    void says502WhenTheUpstreamSpeaksNoHttp() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("SSH-2.0-OpenSSH\r\n\r\n");
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);

            assertThat(client.readMessage().body()).contains("\"code\":\"upstream_malformed\"");
        }
    }

    @Test
    void says502WhenTheAnswerIsFramedTwice() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);

            assertThat(client.readMessage().status()).isEqualTo(502);
        }
    }

    @Test
    void cutsTheClientWhenALengthIsNotReached() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            client.readHead();

            assertThat(client.skip(100)).isLessThan(100);
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.BROKEN_OFF);
        }
    }

    @Test
    void cutsTheClientWhenChunksDoNotEnd() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            client.readHead();

            assertThat(endOf(client)).doesNotContain("0\r\n\r\n");
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.BROKEN_OFF);
        }
    }

    @Test
    void resetsAnHttp10ClientWhenChunksDoNotEnd() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send("GET / HTTP/1.0\r\n\r\n");

            assertThat(endOf(client)).isEqualTo("reset");
        }
    }

    @Test
    void cutsTheClientWhenABodyWithoutLengthIsReset() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\n\r\nabc");
                    agent.reset();
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);

            assertThat(endOf(client)).doesNotContain("0\r\n\r\n");
            assertThat(watched.ending().outcome()).isIn(Outcome.BROKEN_OFF, Outcome.UPSTREAM_FAILED);
        }
    }

    @Test
    void passesAnEarlyAnswerOnWhileTheBodyIsStillComing() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    agent.send("5\r\n" + agent.read(5) + "\r\n0\r\n\r\n");
                    agent.isEnded();
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK");
            client.send("hello");

            assertThat(client.readChunked()).isEqualTo("5\r\nhello\r\n0\r\n\r\n");
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
        }
    }

    @Test
    void givesTheAnswerOfAnUpstreamThatReadsNoBodyAndCloses() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n");
            client.send(new byte[100_000]);

            Conversation.Message answer = client.readMessage();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("Connection")).containsExactly("close");
        }
    }

    @Test
    void keepsTheConnectionAfterAnEarlyAnswerToAShortBody() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    agent.isEnded();
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.readMessage().body()).isEqualTo("ok");

            client.send("hello" + GET);

            assertThat(client.readMessage().body()).isEqualTo("ok");
        }
    }

    @Test
    void doesNotUseAConnectionAgainOverWhichTooMuchCame() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                            + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
                    agent.readHead();
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send(GET + GET);

            assertThat(client.readMessage().body()).isEqualTo("ok");
            assertThat(client.readMessage().body()).isEqualTo("ok");
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    private static String endOf(Conversation client) {
        try {
            return client.readToEnd();
        } catch (UncheckedIOException _) {
            return "reset";
        }
    }
}
