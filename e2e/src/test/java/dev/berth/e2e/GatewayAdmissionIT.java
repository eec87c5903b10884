package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Engine;
import dev.berth.e2e.support.Probes;
import dev.berth.e2e.support.Until;
import dev.berth.e2e.support.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Who may call an agent, what becomes of credentials, and what callers are told who cannot get through.
@TestInstance(Lifecycle.PER_CLASS)
class GatewayAdmissionIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CALLS_PER_AGENT = 50;

    @TempDir
    static Path folder;

    private Berth berth;
    private Api api;
    private Probes probes;

    @BeforeAll
    void start() throws IOException {
        Path allowed = Files.createDirectories(folder.resolve("allowed"));
        berth = Berth.in(folder.resolve("home"))
                .with("BERTH_ALLOWED_MOUNTS", allowed.toString())
                .with("BERTH_CALLS_PER_AGENT", Integer.toString(CALLS_PER_AGENT))
                .start();
        api = berth.api();
        probes = new Probes(allowed.resolve("probe"));
        deployed(probes.body("closed").put("token", "an-agents-own-token"));
        deployed(probes.body("open").put("public", true));
    }

    @AfterAll
    void end() {
        berth.close();
    }

    private String deployed(ObjectNode body) {
        return api.deployed(body).get("id").asText();
    }

    private Wire.Reply call(String agent, String... headers) {
        return send("GET /agent/" + agent + "/seen HTTP/1.1\r\nHost: berth\r\n" + lines(headers) + "\r\n");
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    private Wire.Reply send(String request) {
        try (Wire wire = new Wire(berth.url())) {
            return wire.send(request).reply();
        }
    }

    private String token(String scope) {
        ObjectNode body = Api.object().put("name", "t-" + scope + "-" + System.nanoTime());
        body.putArray("scopes").add(scope);
        return api.post("/api/tokens", body).expect(201).json().get("token").asText();
    }

    private static void assertProblem(Wire.Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.head().header("Content-Type")).contains("application/problem+json");
        JsonNode problem = Api.read(reply.body());
        assertThat(problem.get("code").asText()).isEqualTo(code);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("detail").asText()).isNotBlank();
        assertThat(problem.get("request_id").asText())
                .isEqualTo(reply.head().header("X-Berth-Request-Id").orElseThrow());
    }

    @Test
    void admitsWhoMayInvokeAndKeepsTheirTokenFromTheAgent() {
        String token = token("invoke");

        Wire.Reply reply = call("closed", "Authorization: Bearer " + token, "X-Mine: 1");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body())
                .contains("X-Mine: 1")
                .doesNotContain(token)
                .doesNotContainIgnoringCase("authorization");
    }

    @Test
    void leavesAuthorizationToAgentsThatNeedItThemselves() {
        String token = token("invoke");

        Wire.Reply reply = call("closed", "X-Berth-Token: " + token, "Authorization: Basic bWU6bWU=");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body())
                .contains("\r\nAuthorization: Basic bWU6bWU=\r\n")
                .doesNotContain(token)
                .doesNotContainIgnoringCase("x-berth-token");
    }

    @Test
    void admitsTheAgentsOwnTokenToThisAgentAlone() {
        deployed(probes.body("other"));

        assertThat(call("closed", "Authorization: Bearer an-agents-own-token").status())
                .isEqualTo(200);
        assertProblem(call("other", "Authorization: Bearer an-agents-own-token"), 403, "forbidden");
    }

    @Test
    void needsNoTokenForAPublicAgentAndLeavesForeignOnesAlone() {
        Wire.Reply reply = call("open", "Authorization: Bearer not-of-berth");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("Authorization: Bearer not-of-berth");
    }

    @Test
    void keepsATokenOfBerthFromAPublicAgentToo() {
        Wire.Reply reply = call("open", "Authorization: Bearer " + berth.adminToken());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).doesNotContain(berth.adminToken());
    }

    @Test
    void refusesWhoSaysNothingOrMayNotCall() {
        Wire.Reply nobody = call("closed");
        assertProblem(nobody, 401, "unauthorized");
        assertThat(nobody.head().header("WWW-Authenticate")).isPresent();
        assertProblem(call("closed", "Authorization: Bearer berth_wrong"), 401, "unauthorized");

        assertProblem(call("closed", "X-Berth-Token: " + token("read")), 403, "forbidden");
    }

    @Test
    void tellsOnlyThoseWhoMayCallThatAnAgentIsUnknown() {
        assertProblem(call("nobody"), 401, "unauthorized");
        assertProblem(call("nobody", "Authorization: Bearer " + berth.adminToken()), 404, "agent_unknown");
    }

    @Test
    void refusesHeadsAndBodiesThatAreTooLarge() {
        assertProblem(call("open", "X-Large: " + "x".repeat(40_000)), 431, "head_too_large");

        assertProblem(
                send("POST /agent/open/sink HTTP/1.1\r\nHost: berth\r\nContent-Length: 99000000000\r\n\r\n"),
                413,
                "body_too_large");
    }

    @Test
    void refusesAmbiguousFramingAndEndsTheConnection() {
        try (Wire wire = new Wire(berth.url())) {
            wire.send("POST /agent/open/seen HTTP/1.1\r\nHost: berth\r\nContent-Length: 4\r\n");
            wire.send("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /agent/open/gone HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(wire.reply().status()).isEqualTo(400);
            assertThat(wire.rest()).isEmpty();
        }
    }

    @Test
    void redirectsTheBareAddressOfAnAgent() {
        Wire.Reply reply = send("GET /agent/open?x=1 HTTP/1.1\r\nHost: berth\r\n\r\n");

        assertThat(reply.status()).isEqualTo(308);
        assertThat(reply.head().header("Location")).contains("/agent/open/?x=1");
    }

    @Test
    void holdsACallUntilTheAgentIsReady() {
        String id = api.post("/api/agents", probes.body("slow-to-come").put("public", true))
                .expect(201)
                .json()
                .get("id")
                .asText();

        Wire.Reply reply = call("slow-to-come");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(api.status(id)).isEqualTo("running");
    }

    @Test
    void keepsACallThatAReadyAgentDoesNotTake() {
        String id = deployed(probes.body("listens-elsewhere").put("public", true));
        String container = api.agent(id).get("container_id").asText();
        Engine.must("network", "disconnect", "--force", berth.network(), container);
        try {
            String head = "GET /agent/listens-elsewhere/ HTTP/1.1\r\nHost: berth\r\nPrefer: wait=1\r\n";

            assertThat(send(head + "\r\n").status()).isEqualTo(202);
            Wire.Reply notKept = send(head + "Berth-Durable: no\r\n\r\n");
            assertThat(notKept.status()).isIn(502, 503);
            assertProblem(notKept, notKept.status(), notKept.status() == 502 ? "agent_unreachable" : "agent_not_ready");
        } finally {
            Engine.must("network", "connect", berth.network(), container);
        }
    }

    @Test
    void limitsTheCallsThatOneAgentHasUnderWay() {
        ObjectNode body = Agents.sample("never-ready").put("public", true);
        body.putObject("health_check").put("endpoint", "/nothing-here");
        api.post("/api/agents", body).expect(201);
        List<Wire> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * CALLS_PER_AGENT; i++) { // more than enough: a look may come before the last of them
                waiting.add(new Wire(berth.url()).send("GET /agent/never-ready/ HTTP/1.1\r\nHost: berth\r\n\r\n"));
            }
            Until.holds("one more is refused", LIMIT, this::isOneMoreRefused);
        } finally {
            waiting.forEach(Wire::close);
        }
        Until.holds("calls that were given up make room", LIMIT, () -> !isOneMoreRefused());
    }

    private boolean isOneMoreRefused() {
        Wire.Reply reply = send("GET /agent/never-ready/ HTTP/1.1\r\nHost: berth\r\nPrefer: wait=1\r\n\r\n");
        boolean refused = reply.status() == 429;
        if (refused) {
            assertProblem(reply, 429, "agent_busy");
        } else {
            assertThat(reply.status()).isEqualTo(202);
        }
        return refused;
    }
}
