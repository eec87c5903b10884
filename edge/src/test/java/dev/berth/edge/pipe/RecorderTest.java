package dev.berth.edge.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Background;
import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.Tape;
import dev.berth.edge.TestEdge;
import dev.berth.edge.WatchedExchange;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The answer is shown to a recorder, and its end waits for it.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class RecorderTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final WatchedExchange watched = new WatchedExchange();
    private final Tape tape = new Tape();

    private TestEdge edge(ScriptedUpstream upstream) {
        return TestEdge.routing(call ->
                TestEdge.forward(upstream, Hooks.NONE.withObserver(watched).withRecorder(tape)));
    }

    @Test
    void holdsAnAnswerBackThatCameAtOnce() {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            assertThat(tape.wholeAnswer()).isEqualTo("200 hello");
            assertThat(client.hasMore()).isFalse();

            tape.keep();

            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(client.read(5)).isEqualTo("hello");
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
        }
    }

    @Test
    void holdsTheLastByteOfALengthBack() {
        CompletableFuture<String> more = new CompletableFuture<>();
        try (ScriptedUpstream upstream = halting(more);
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            client.readHead();
            assertThat(client.read(2)).isEqualTo("he");
            more.complete("more");
            assertThat(client.read(2)).isEqualTo("ll");
            assertThat(tape.wholeAnswer()).isEqualTo("200 hello");
            assertThat(client.hasMore()).isFalse();

            tape.keep();

            assertThat(client.read(1)).isEqualTo("o");
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.ANSWERED);
        }
    }

    /// Answers "hello" in two parts.
    private static ScriptedUpstream halting(CompletableFuture<String> more) {
        return ScriptedUpstream.of(agent -> {
            agent.readHead();
            agent.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
            more.join();
            agent.send("llo");
            agent.isEnded();
        });
    }

    @Test
    void streamsChunksAtOnceAndHoldsTheLastByteBack() {
        CompletableFuture<String> more = new CompletableFuture<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                    more.join();
                    agent.send("0\r\n\r\n");
                    agent.isEnded();
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            client.readHead();
            assertThat(client.read(8)).isEqualTo("3\r\nabc\r\n");
            more.complete("more");
            assertThat(client.read(4)).isEqualTo("0\r\n\r");
            assertThat(tape.wholeAnswer()).isEqualTo("200 3\r\nabc\r\n0\r\n\r\n");
            assertThat(client.hasMore()).isFalse();

            tape.keep();

            assertThat(client.read(1)).isEqualTo("\n");
        }
    }

    @Test
    void holdsTheLastByteOfAHeadBackThatHasNoBody() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("HTTP/1.1 204 No Content\r\n\r\n");
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            assertThat(tape.wholeAnswer()).isEqualTo("204 ");
            CompletableFuture<String> head = Background.supply(client::readHead);
            assertThat(head).isNotDone();

            tape.keep();

            assertThat(head.orTimeout(10, TimeUnit.SECONDS).join()).startsWith("HTTP/1.1 204");
        }
    }

    @Test
    void holdsTheEndOfTheConnectionBackForHttp10() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.0 200 OK\r\n\r\nhello");
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(tape.wholeAnswer()).isEqualTo("200 5\r\nhello\r\n0\r\n\r\n");
            client.readHead();
            client.read(4);

            tape.keep();

            assertThat(client.readToEnd()).endsWith("o");
        }
    }

    @Test
    void cutsTheConnectionWhenTheAnswerCouldNotBeKept() {
        CompletableFuture<String> more = new CompletableFuture<>();
        try (ScriptedUpstream upstream = halting(more);
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            client.readHead();
            client.read(2);
            more.complete("more");
            client.read(2);

            tape.fail(new UncheckedIOException(new IOException("disk full")));

            assertThat(client.isEnded()).isTrue();
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.NOT_RECORDED);
        }
    }

    @Test
    void sendsNothingOfAnAnswerThatCameAtOnceAndCouldNotBeKept() {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            assertThat(tape.wholeAnswer()).isEqualTo("200 hello");

            tape.fail(new UncheckedIOException(new IOException("disk full")));

            assertThat(client.isEnded()).isTrue();
            assertThat(watched.ending().outcome()).isEqualTo(Outcome.NOT_RECORDED);
        }
    }

    @Test
    void hearsThatAnAnswerBrokeOff() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);

            assertThat(tape.brokenAnswer()).isEqualTo("200 hel");
            assertThat(tape.isWhole()).isFalse();
        }
    }

    @Test
    void seesTheChunksThatAnHttp10ClientCannotRead() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nT: 1\r\n\r\n");
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(tape.wholeAnswer()).isEqualTo("200 3\r\nabc\r\n0\r\nT: 1\r\n\r\n");
            assertThat(watched.hasEnded()).isFalse();

            tape.keep();

            assertThat(client.readToEnd()).endsWith("\r\n\r\nabc");
        }
    }

    @Test
    void holdsTheLastByteOfABodyBackThatEndsWithItsConnection() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.0 200 OK\r\n\r\nhello");
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            assertThat(tape.wholeAnswer()).isEqualTo("200 5\r\nhello\r\n0\r\n\r\n");
            client.readHead();
            assertThat(client.read(14)).isEqualTo("5\r\nhello\r\n0\r\n\r");
            assertThat(client.hasMore()).isFalse();

            tape.keep();

            assertThat(client.read(1)).isEqualTo("\n");
        }
    }

    @Test
    void holdsTheLastByteOfAnAnswerToHeadBackAndPassesInterimHeadsAtOnce() {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("HTTP/1.1 103 Early Hints\r\n\r\n" + head);
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 103 ");
            assertThat(tape.wholeAnswer()).isEqualTo("200 ");
            CompletableFuture<String> answer = Background.supply(client::readHead);
            assertThat(answer).isNotDone();

            tape.keep();

            assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join()).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void isNotToldThatAnAnswerBrokeOffWhichItHasWhole() {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            tape.wholeAnswer();

            client.reset();

            assertThat(watched.ending().outcome()).isEqualTo(Outcome.CLIENT_LEFT);
            assertThat(tape.isBroken()).isFalse();
        }
    }
}
