package dev.berth.edge.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.TestEdge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every shape that a request and an answer can have.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class MessageShapesTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @Test
    void givesTheUpstreamTheHeadAsItCame() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(MessageShapesTest::echoHead);
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            String head = "PATCH /%2F/../a?b=%20;c HTTP/1.1\r\nhOsT:x \r\nX-B:  1\r\nx-b: 2\r\nX-Ä: \u00e4\r\n\r\n"
                    .replace("Ä", "A");
            client.send(head);

            String seen = client.readMessage().body();

            assertThat(seen).isEqualTo(head);
        }
    }

    @Test
    void leavesOutWhatBelongsToOneHop() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(MessageShapesTest::echoHead);
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: 5\r\nX-Hop: 1\r\n"
                    + "Proxy-Connection: close\r\nUpgrade: websocket\r\nTE: gzip\r\nX-Stays: 1\r\n\r\n");

            String seen = client.readMessage().body();

            assertThat(seen).isEqualTo("GET / HTTP/1.1\r\nHost: x\r\nX-Stays: 1\r\n\r\n");
        }
    }

    @Test
    void tellsTheUpstreamThatTrailersAreWelcome() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(MessageShapesTest::echoHead);
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: TE\r\nTE: trailers, deflate;q=0.5\r\n\r\n");

            String seen = client.readMessage().body();

            assertThat(seen).isEqualTo("GET / HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nConnection: TE\r\n\r\n");
        }
    }

    @Test
    void givesTheClientTheAnswersHeadAsItCame() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(
                        "HTTP/1.1 299 Odd  reason\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 0\r\n"
                                + "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nX-Berth-Request-Id: forged\r\n\r\n");
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);

            String head = client.readMessage().head();

            assertThat(head)
                    .matches("HTTP/1.1 299 Odd  reason\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 0\r\n"
                            + "X-Berth-Request-Id: [0-9a-f]{24}\r\n\r\n");
        }
    }

    @Test
    void readsNoBodyAfterTheAnswerToAHead() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readHead()).contains("Content-Length: 1000");
            client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readHead()).contains("Transfer-Encoding: chunked");
            client.send(GET);

            assertThat(client.readMessage().body()).isEqualTo("ok");
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void readsNoBodyAfter204And304() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n");
                    agent.readHead();
                    agent.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\nETag: x\r\n\r\n");
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send(GET + GET + GET);

            assertThat(client.readHead()).startsWith("HTTP/1.1 204").doesNotContain("Content-Length");
            assertThat(client.readHead()).startsWith("HTTP/1.1 304").contains("Content-Length: 7");
            assertThat(client.readMessage().body()).isEqualTo("ok");
        }
    }

    /// The client gets these lines, and one that does not know to ignore them would wait for a body.
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1\r\nContent-Length: 2", "Content-Length: x", "Transfer-Encoding: gzip"})
    void refusesLengthsThatCannotBeReadWhereNoBodyFollows(String lengths) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\n" + lengths + "\r\n\r\n");
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void passesInterimAnswersOn() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    agent.readHead();
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);

            assertThat(client.readHead()).startsWith("HTTP/1.1 102 Processing\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n");
            assertThat(client.readMessage().body()).isEqualTo("ok");
        }
    }

    @Test
    void keepsInterimAnswersFromHttp10() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("GET / HTTP/1.0\r\n\r\n");

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok");
        }
    }

    @Test
    void letsTheUpstreamSayWhetherItWantsTheBody() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    assertThat(agent.readHead()).contains("Expect: 100-continue");
                    agent.send("HTTP/1.1 100 Continue\r\n\r\n");
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + agent.read(5));
                    agent.readHead();
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 Continue\r\n");
            client.send("hello");

            assertThat(client.readMessage().body()).isEqualTo("hello");
        }
    }

    @Test
    void closesWhenTheUpstreamDoesNotWantTheBody() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                    agent.isEnded();
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");

            Conversation.Message answer = client.readMessage();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("Connection")).containsExactly("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void putsABodyThatEndsWithItsConnectionInChunks() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.0 200 OK\r\nX: y\r\n\r\nhello");
                    agent.send(" world");
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send(GET);
            Conversation.Message first = client.readMessage();
            client.send(GET);

            assertThat(first.header("Transfer-Encoding")).containsExactly("chunked");
            assertThat(content(first.body())).isEqualTo("hello world");
            assertThat(content(client.readMessage().body())).isEqualTo("hello world");
        }
    }

    @Test
    void takesTheChunksAwayForHttp10() {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n"
                                + "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nX: y\r\n\r\n");
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

            String answer = client.readToEnd();

            assertThat(answer)
                    .endsWith("\r\n\r\nabcdefg")
                    .contains("Connection: close")
                    .doesNotContain("chunked");
        }
    }

    @Test
    void keepsTheConnectionOfAnHttp10ClientThatAsksForIt() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.readMessage().header("Connection")).containsExactly("keep-alive");
            client.send("GET / HTTP/1.0\r\n\r\n");

            assertThat(client.readMessage().header("Connection")).containsExactly("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void closesWhenTheClientAsksForIt() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(client.readMessage().header("Connection")).containsExactly("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void dropsChunkExtensionsAndKeepsTrailersBothWays() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    String body = agent.readMessage().body();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\nB: 1\r\n\r\n");
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3;ext=\"1\"\r\nabc\r\n0;last\r\nA: 1\r\nX-Berth-Caller: forged\r\nC: 2\r\n\r\n");
            assertThat(client.readMessage().body()).isEqualTo("3\r\nabc\r\n0\r\nA: 1\r\nC: 2\r\n\r\n");
            client.send(GET);

            assertThat(client.readMessage().body()).isEqualTo("1\r\nx\r\n0\r\nB: 1\r\n\r\n");
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(MessageShapesTest::echoHead);
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append("POST /").append(i).append(" HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
            }
            client.send(requests.toString());

            for (int i = 0; i < 50; i++) {
                assertThat(client.readMessage().body()).startsWith("POST /" + i + " HTTP/1.1\r\n");
            }
        }
    }

    /// Answers each request with its own head.
    private static void echoHead(Conversation agent) {
        while (true) {
            String head = agent.readMessage().head();
            agent.send("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
        }
    }

    private static String content(String chunked) {
        StringBuilder content = new StringBuilder();
        int at = 0;
        while (true) {
            int end = chunked.indexOf("\r\n", at);
            int length = Integer.parseInt(chunked.substring(at, end), 16);
            if (length == 0) {
                return content.toString();
            }
            content.append(chunked, end + 2, end + 2 + length);
            at = end + 2 + length + 2;
        }
    }
}
