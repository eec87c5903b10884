package dev.berth.edge.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.TestEdge;
import dev.berth.edge.route.Decision;
import dev.berth.kit.Problem;
import org.junit.jupiter.api.Test;

final class ForwardingTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void forwardsARequestAndItsAnswer() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n");

            Conversation.Message answer = client.readMessage();

            assertThat(answer.startLine()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.header("X-Berth-Request-Id")).hasSize(1);
        }
    }

    @Test
    void usesAnUpstreamConnectionForManyRequests() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            for (int i = 0; i < 5; i++) {
                client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");

                assertThat(client.readMessage().body()).isEqualTo("ok");
            }

            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void sendsAChunkedBodyBothWays() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    String body = agent.readMessage().body();
                    agent.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");

            assertThat(client.readMessage().body()).isEqualTo("3\r\nabc\r\n0\r\n\r\n");
        }
    }

    @Test
    void answersHereWithAProblem() {
        try (TestEdge edge = TestEdge.routing(
                        call -> new Decision.Refuse(Problem.of(404, "agent_unknown", "No agent \"x\".")));
                Conversation client = edge.connect()) {
            client.send("GET /agent/x/ HTTP/1.1\r\nHost: x\r\n\r\n");

            Conversation.Message answer = client.readMessage();

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
            assertThat(answer.body())
                    .contains("\"code\":\"agent_unknown\"", "\"detail\":\"No agent \\\"x\\\".\"")
                    .contains("\"request_id\":\""
                            + answer.header("X-Berth-Request-Id").getFirst() + "\"");
        }
    }
}
