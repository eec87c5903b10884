package dev.berth.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.controlplane.accounts.AuditLine;
import dev.berth.controlplane.accounts.Scope;
import dev.berth.domain.agent.AgentId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessApiTest {

    private final ApiWorld world = new ApiWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    private List<AuditLine> audit() {
        return world.auditLog.lines(Optional.empty(), Long.MAX_VALUE, 100);
    }

    @Test
    void asksForAToken() {
        for (String header : List.of(bearer("berth_nonsense"), "Authorization: Basic YTpi", bearer(""))) {
            ApiWorld.Reply reply = world.get("/api/agents", header).expect(401);
            assertThat(reply.code()).isEqualTo("unauthorized");
            assertThat(reply.header("www-authenticate")).startsWith("Bearer");
        }
    }

    @Test
    void takesATokenInEitherHeader() {
        String token = world.token("reader", Optional.empty(), Scope.READ);

        world.get("/api/agents", "authorization: bearer " + token, "Authorization-Of-Test: x")
                .expect(200);
        world.get("/api/agents", "X-Berth-Token: " + token).expect(200);
        world.get("/api/agents?token=" + token, bearer("x")).expect(401);
    }

    @Test
    void letsEachScopeDoWhatItSays() {
        world.deployed("shop");
        String read = bearer(world.token("reader", Optional.empty(), Scope.READ));
        String operate = bearer(world.token("operator", Optional.empty(), Scope.OPERATE));
        String invoke = bearer(world.token("caller", Optional.empty(), Scope.INVOKE));

        world.get("/api/agents", read).expect(200);
        ApiWorld.Reply refused = world.post("/api/agents/shop/start", "", read).expect(403);
        assertThat(refused.code()).isEqualTo("forbidden");
        assertThat(refused.json().get("detail").asText()).contains("reader").contains("operate");
        world.post("/api/agents/shop/start", "", operate).expect(200);
        world.get("/api/agents", operate).expect(200);
        world.get("/api/tokens", operate).expect(403);
        world.get("/api/audit", operate).expect(403);
        world.get("/api/agents", invoke).expect(403);
    }

    @Test
    void limitsATokenToItsAgent() {
        AgentId shop = world.deployed("shop").agent().id();
        world.deployed("other");
        String limited = bearer(world.token("limited", Optional.of(shop), Scope.OPERATE));

        world.get("/api/agents/shop", limited).expect(200);
        world.post("/api/agents/shop/start", "", limited).expect(200);
        world.get("/api/agents/other", limited).expect(403);
        world.delete("/api/agents/other", limited).expect(403);
        world.post("/api/agents", "{\"name\": \"third\"}", limited).expect(403);
        assertThat(world.get("/api/agents", limited).json().get("items"))
                .hasSize(1)
                .allMatch(each -> each.get("slug").asText().equals("shop"));
    }

    @Test
    void makesListsAndRevokesTokens() {
        String shop = world.deployed("shop").agent().id().value();

        JsonNode made = world.post("/api/tokens", """
                        {"name": "ui", "scopes": ["invoke", "read"], "agent": "shop", "expires_in": "1h30m"}""").expect(201).json();

        String value = made.get("token").asText();
        assertThat(value).startsWith("berth_");
        assertThat(made.get("agent").asText()).isEqualTo(shop);
        assertThat(made.get("expires_at").asText()).isEqualTo("2026-03-01T13:30:00.123Z");
        ApiWorld.Reply listed = world.get("/api/tokens").expect(200);
        assertThat(listed.text()).contains("\"ui\"").doesNotContain(value);
        world.get("/api/agents/shop", bearer(value)).expect(200);

        world.delete("/api/tokens/ui").expect(204);
        world.get("/api/agents/shop", bearer(value)).expect(401);
        assertThat(world.delete("/api/tokens/ui").expect(404).code()).isEqualTo("token_unknown");
    }

    @Test
    void refusesTokensThatMakeNoSense() {
        world.deployed("shop");
        for (List<String> each : List.of(
                List.of("{\"scopes\": [\"read\"]}", "/name"),
                List.of("{\"name\": \"a b\", \"scopes\": [\"read\"]}", "/name"),
                List.of("{\"name\": \"a\"}", "/scopes"),
                List.of("{\"name\": \"a\", \"scopes\": [\"root\"]}", "/scopes/0"),
                List.of("{\"name\": \"a\", \"scopes\": [\"read\"], \"agent\": \"nobody\"}", "/agent"),
                List.of("{\"name\": \"a\", \"scopes\": [\"admin\"], \"agent\": \"shop\"}", "/agent"),
                List.of("{\"name\": \"a\", \"scopes\": [\"read\"], \"expires_in\": \"soon\"}", "/expires_in"),
                List.of("{\"name\": \"a\", \"scopes\": [\"read\"], \"expires_in\": \"0s\"}", "/expires_in"),
                List.of("{\"name\": \"a\", \"scopes\": [\"read\"], \"scope\": 1}", "/scope"))) {
            ApiWorld.Reply reply = world.post("/api/tokens", each.getFirst()).expect(422);
            assertThat(reply.json().at("/errors/0/pointer").asText()).isEqualTo(each.getLast());
        }
        world.post("/api/tokens", "{\"name\": \"a\", \"scopes\": [\"read\"]}").expect(201);
        assertThat(world.post("/api/tokens", "{\"name\": \"a\", \"scopes\": [\"read\"]}")
                        .expect(409)
                        .code())
                .isEqualTo("name_taken");
    }

    @Test
    void keepsTheLastAdministrator() {
        assertThat(world.delete("/api/tokens/root").expect(409).code()).isEqualTo("last_admin");
    }

    @Test
    void pagesThroughTokens() {
        for (int i = 0; i < 4; i++) {
            world.token("t" + i, Optional.empty(), Scope.READ);
        }

        JsonNode first = world.get("/api/tokens?limit=3").json();
        JsonNode second = world.get(
                        "/api/tokens?limit=3&cursor=" + first.get("next").asText())
                .json();

        assertThat(first.get("items")).hasSize(3);
        assertThat(second.get("items")).hasSize(2);
        assertThat(second.get("next").isNull()).isTrue();
    }

    @Test
    void recordsWhoChangedWhat() {
        String read = bearer(world.token("reader", Optional.empty(), Scope.READ));
        AgentId shop = world.deployed("shop").agent().id();
        world.post("/api/agents/shop/start", "", "X-Berth-Request-Id: r-17", "X-Berth-Peer: 192.0.2.7")
                .expect(200);
        world.post("/api/agents", "{\"name\": \"shop\"}").expect(409);
        world.post("/api/agents/shop/stop", "", read).expect(403);
        world.get("/api/agents").expect(200);
        world.post("/api/agents/shop/stop", "", bearer("unknown")).expect(401);

        assertThat(audit())
                .extracting(each -> each.who() + " " + each.action() + " " + each.outcome())
                .containsExactly(
                        "reader stopAgent forbidden",
                        "root createAgent slug_taken",
                        "root startAgent done",
                        "root createAgent done");
        AuditLine start = audit().get(2);
        assertThat(start.agent()).contains(shop);
        assertThat(start.peer()).isEqualTo("192.0.2.7");
        assertThat(start.requestId()).isEqualTo("r-17");
        assertThat(start.owner()).isEqualTo("alice");
    }

    @Test
    void showsTheAuditTrailPageByPage() {
        AgentId shop = world.deployed("shop").agent().id();
        world.deployed("other");
        world.post("/api/agents/shop/start", "").expect(200);

        JsonNode first = world.get("/api/audit?limit=2").expect(200).json();
        JsonNode second = world.get(
                        "/api/audit?limit=2&cursor=" + first.get("next").asText())
                .json();

        assertThat(first.at("/items/0/action").asText()).isEqualTo("startAgent");
        assertThat(second.get("items")).hasSize(1);
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(world.get("/api/audit?agent=" + shop).json().get("items")).hasSize(2);
        world.get("/api/audit?agent=shop").expect(422);
    }

    @Test
    void stopsAPeerThatGuesses() {
        String good = bearer(world.token("good", Optional.empty(), Scope.READ));
        String fresh = bearer(world.token("fresh", Optional.empty(), Scope.READ));
        String peer = "X-Berth-Peer: 192.0.2.7";
        world.get("/api/agents", good, peer).expect(200);
        for (int i = 0; i < 5; i++) {
            world.get("/api/agents", bearer("guess " + i), peer).expect(401);
        }

        ApiWorld.Reply reply = world.get("/api/agents", bearer("guess 6"), peer).expect(429);

        assertThat(reply.code()).isEqualTo("too_many_attempts");
        assertThat(reply.header("retry-after")).isEqualTo("60");
        world.get("/api/agents", good, peer).expect(200);
        world.get("/api/agents", fresh, peer).expect(429);
        world.get("/api/agents", fresh, "X-Berth-Peer: 192.0.2.8").expect(200);
        world.clock.forward(Duration.ofMinutes(1));
        world.get("/api/agents", fresh, peer).expect(200);
    }

    @Test
    void limitsHowOftenATokenAsks() {
        try (ApiWorld limited = new ApiWorld(new OperatorRules(List.of(), false), 1)) {
            for (int i = 0; i < 3; i++) {
                limited.get("/api/agents").expect(200);
            }
            ApiWorld.Reply reply = limited.get("/api/agents");
            while (reply.status() == 200) {
                reply = limited.get("/api/agents");
            }
            assertThat(reply.expect(429).code()).isEqualTo("rate_limited");
            assertThat(reply.header("retry-after")).isEqualTo("1");
            limited.get("/health").expect(200);
        }
    }

    @Test
    void showsFiguresToCallersOnTheSameMachineAndToReaders() {
        String read = bearer(world.token("reader", Optional.empty(), Scope.READ));
        String away = "X-Berth-Peer: 192.0.2.7";

        assertThat(world.get("/metrics", "X-Berth-Peer: ::1", "X-Berth-Token: ")
                        .expect(200)
                        .text())
                .contains("berth_agents 1");
        world.get("/metrics", away, "X-Berth-Token: ").expect(401);
        world.get("/metrics", away, read).expect(200);
        world.get("/metrics", "X-Berth-Peer: localhost.example", "X-Berth-Token: ")
                .expect(401);
    }
}
