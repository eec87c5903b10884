package dev.berth.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.kit.Problem;
import dev.berth.protocol.client.AgentCall.Header;
import dev.berth.testkit.http.Reply;
import dev.berth.testkit.http.ScriptedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BerthClientTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final BerthClient client = new BerthClient(URI.create(server.url()), Optional.of("secret"));

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void readsAnAgentAndKeepsTheAnswerAsItCame() throws InterruptedException {
        server.on("GET /api/agents/hello", Reply.json(200, """
                {"id":"0123","slug":"hello","status":"running","container_config":{"cpu_limit":1.50},"zeta":1,"alpha":2}"""));

        AgentAnswer agent = client.agents().get("hello");

        assertThat(agent.slug()).isEqualTo("hello");
        assertThat(agent.json()).hasToString("""
                {"id":"0123","slug":"hello","status":"running","container_config":{"cpu_limit":1.50},"zeta":1,"alpha":2}""");
        assertThat(server.seen().getFirst().header("Authorization")).isEqualTo("Bearer secret");
    }

    @Test
    void encodesWhatIsPutIntoAPath() throws InterruptedException {
        server.on("GET /api/agents/a%2Fb%20c", Reply.json(200, "{\"slug\":\"odd\"}"));

        assertThat(client.agents().get("a/b c").slug()).isEqualTo("odd");
    }

    @Test
    void readsAllPagesOfAList() throws InterruptedException {
        server.on(
                "GET /api/agents?status=running&label=a%3Db&limit=500",
                Reply.json(200, "{\"items\":[{\"slug\":\"a\"}],\"next\":\"p 2\"}"));
        server.on(
                "GET /api/agents?status=running&label=a%3Db&limit=500&cursor=p%202",
                Reply.json(200, "{\"items\":[{\"slug\":\"b\"}],\"next\":null}"));

        List<AgentAnswer> all =
                client.agents().all(new AgentFilter(List.of("running"), List.of(), List.of("a=b"), List.of()));

        assertThat(all).extracting(AgentAnswer::slug).containsExactly("a", "b");
    }

    @Test
    void tellsWhetherAnOperationIsDoneOrUnderWay() throws InterruptedException {
        server.on(
                "POST /api/agents/a/start", Reply.json(200, "{\"message\":\"Agent container started successfully\"}"));
        server.on(
                "POST /api/agents/a/stop",
                Reply.json(202, "{\"message\":\"m\",\"status\":\"stopping\",\"status_reason\":\"It ends.\"}"));
        server.on("DELETE /api/agents/a?volumes=true&force=true", Reply.empty(204));

        assertThat(client.agents().act("a", AgentAction.START, Duration.ofSeconds(7)))
                .isEqualTo(new Outcome.Done("Agent container started successfully"));
        assertThat(client.agents().act("a", AgentAction.STOP, Duration.ZERO))
                .isEqualTo(new Outcome.UnderWay("stopping", "It ends."));
        assertThat(client.agents().remove("a", true, true, Duration.ofSeconds(1)))
                .isEqualTo(new Outcome.Done(""));
        assertThat(server.seen())
                .extracting(each -> each.header("Prefer"))
                .containsExactly("wait=7", "wait=0", "wait=1");
    }

    @Test
    void carriesTheWholeProblem() {
        server.on("POST /api/agents", Reply.problem(422, """
                {"type":"urn:berth:problem:invalid","title":"Invalid","status":422,"detail":"The body is wrong.",
                 "code":"invalid","errors":[{"pointer":"/name","detail":"is missing."},{"parameter":"x","detail":"odd"}],
                 "last_log_lines":["one","two"],"request_id":"r1"}""").with("X-Berth-Request-Id", "r1"));

        RequestRefused refused = catchThrowableOfType(
                RequestRefused.class, () -> client.agents().create(JsonNodeFactory.instance.objectNode()));

        assertThat(refused.requestId()).isEqualTo("r1");
        Problem problem = refused.problem();
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.code()).isEqualTo("invalid");
        assertThat(problem.detail()).isEqualTo("The body is wrong.");
        assertThat(problem.fields())
                .containsExactly(Problem.Field.inBody("/name", "is missing."), Problem.Field.parameter("x", "odd"));
        assertThat(problem.more()).containsEntry("last_log_lines", List.of("one", "two"));
    }

    @Test
    void saysThatNobodyAnswers() {
        server.close();

        ServerUnreachable unreachable = catchThrowableOfType(
                ServerUnreachable.class, () -> client.agents().get("a"));

        assertThat(unreachable.getMessage()).startsWith("No Berth answers at " + server.url() + ": ");
    }

    @Test
    void doubtsAServerThatDoesNotSpeakItsLanguage() {
        server.on("GET /api/agents/a", Reply.of(500, "text/html", "<h1>no</h1>"));
        server.on("GET /api/agents/b", Reply.of(200, "text/html", "<h1>yes</h1>"));

        assertThat(catchThrowableOfType(
                        AnswerBroken.class, () -> client.agents().get("a")))
                .hasMessageContaining("HTTP status 500")
                .hasMessageContaining("is this a Berth server?");
        assertThat(catchThrowableOfType(
                        AnswerBroken.class, () -> client.agents().get("b")))
                .hasMessageContaining("not JSON");
    }

    @Test
    void tellsAnAnswerThatBrokeOff() {
        server.on("GET /api/agents/a", Reply.stream(200, "application/json", out -> {
            out.write("{\"slug\":".getBytes(StandardCharsets.UTF_8));
            out.flush();
            throw new IOException("cut");
        }));

        assertThat(catchThrowableOfType(
                        AnswerBroken.class, () -> client.agents().get("a")))
                .hasMessageContaining("broke off");
    }

    @Test
    void givesEventsWhileTheStreamGoesOn() throws InterruptedException {
        CountDownLatch firstWasRead = new CountDownLatch(1);
        server.on("GET /api/agents/a/events?follow=true", Reply.stream(200, "text/event-stream", out -> {
            out.write(": hello\n\nid: 4\nevent: placed\ndata: {\"sequence\":4,\"kind\":\"placed\"}\n\n"
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            await(firstWasRead);
            out.write("id: 5\nevent: ready\ndata: {\"sequence\":5,\ndata: \"kind\":\"ready\"}\n\n"
                    .getBytes(StandardCharsets.UTF_8));
        }));

        try (EventStream events = client.agents().followEvents("a", 3)) {
            assertThat(events.next().orElseThrow().kind()).isEqualTo("placed");
            firstWasRead.countDown();
            assertThat(events.next().orElseThrow().sequence()).isEqualTo(5);
            assertThat(events.next()).isEmpty();
        }
        assertThat(server.seen().getFirst().header("Last-Event-ID")).isEqualTo("3");
    }

    @Test
    void readsHealthAlsoWhenItIsBad() throws InterruptedException {
        server.on("GET /health?ready", Reply.json(503, "{\"status\":\"degraded\"}"));

        assertThat(client.health().path("status").asText()).isEqualTo("degraded");
    }

    @Test
    void leavesAuthorizationToTheCallerOfAnAgent() throws InterruptedException, IOException {
        server.on(
                "PUT /agent/a/x%2Fy?q=1", Reply.of(418, "text/plain", "teapot").with("X-One", "1"));
        AgentCall call = new AgentCall(
                "a",
                "PUT",
                "/x%2Fy?q=1",
                List.of(new Header("Authorization", "Basic abc"), new Header("X-Two", "1"), new Header("x-two", "2")),
                Optional.of(BodyPublishers.ofString("body")),
                Optional.empty());

        try (AgentReply reply = client.gateway().call(call)) {
            assertThat(reply.status()).isEqualTo(418);
            assertThat(reply.successful()).isFalse();
            assertThat(reply.body()).hasContent("teapot");
            assertThat(reply.headers()).contains(new Header("x-one", "1"));
        }
        ScriptedServer.Seen seen = server.seen().getFirst();
        assertThat(seen.header("Authorization")).isEqualTo("Basic abc");
        assertThat(seen.header("X-Berth-Token")).isEqualTo("secret");
        assertThat(seen.body()).isEqualTo("body");
    }

    @Test
    void tellsTheGatewaysOwnProblemsFromThoseOfAgents() throws InterruptedException, IOException {
        server.on("GET /agent/a/", Reply.problem(400, "{\"type\":\"about:blank\",\"code\":\"theirs\"}"));
        server.on("GET /agent/b/", Reply.problem(404, """
                {"type":"urn:berth:problem:agent_unknown","code":"agent_unknown","detail":"No agent is named b.","request_id":"r"}"""));

        try (AgentReply reply = client.gateway().call(get("a"))) {
            assertThat(reply.body()).hasContent("{\"type\":\"about:blank\",\"code\":\"theirs\"}");
        }
        assertThat(catchThrowableOfType(
                        RequestRefused.class, () -> client.gateway().call(get("b"))))
                .hasMessage("No agent is named b.");
    }

    private static AgentCall get(String agent) {
        return new AgentCall(agent, "GET", "/", List.of(), Optional.empty(), Optional.empty());
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
