package dev.berth.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.controlplane.activity.HealthReports;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.domain.instance.CheckResult;
import dev.berth.domain.instance.EndReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthApiTest {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private final ApiWorld world = new ApiWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private JsonNode health(String slug) {
        return world.get("/api/agents/" + slug + "/health").expect(200).json();
    }

    private void checked(String slug, int failures, String detail) {
        AgentRecord record = world.record(slug);
        CheckResult result = new CheckResult(AT, Duration.ofMillis(12), CheckResult.Outcome.FAILED, detail);
        world.health.checked(
                new HealthReports.Report(record.latest().orElseThrow().id(), failures, List.of(result)));
    }

    @Test
    void tellsWhatTheHostFoundLast() {
        world.deployed("shop");
        assertThat(health("shop").get("health").asText()).isEqualTo("not_running");
        world.post("/api/agents/shop/start", "").expect(200);

        checked("shop", 2, "GET /health answered 503.");

        JsonNode health = health("shop");
        assertThat(health.get("health").asText()).isEqualTo("healthy");
        assertThat(health.get("failures").asInt()).isEqualTo(2);
        assertThat(health.get("detail").asText()).isEqualTo("GET /health answered 503.");
        assertThat(health.get("checked_at").asText()).isEqualTo("2026-03-01T12:00:00.000Z");
        assertThat(health.get("results").toString())
                .isEqualTo("[{\"at\":\"2026-03-01T12:00:00.000Z\",\"took\":\"12ms\",\"outcome\":\"failed\","
                        + "\"detail\":\"GET /health answered 503.\"}]");
    }

    @Test
    void forgetsWhatWasFoundOfAnEarlierInstance() {
        world.deployed("shop");
        world.post("/api/agents/shop/start", "").expect(200);
        checked("shop", 2, "GET /health answered 503.");

        world.post("/api/agents/shop/restart", "").expect(200);

        assertThat(health("shop").get("checked_at").isNull()).isTrue();
        assertThat(health("shop").get("failures").asInt()).isZero();
    }

    @Test
    void listsAllAgentsInPages() {
        world.deployed("one");
        world.deployed("two");

        JsonNode first = world.get("/api/health/agents?limit=1").expect(200).json();
        JsonNode second = world.get(
                        "/api/health/agents?limit=1&cursor=" + first.get("next").asText())
                .expect(200)
                .json();

        List<String> slugs = new ArrayList<>(first.get("items").findValuesAsText("slug"));
        slugs.addAll(second.get("items").findValuesAsText("slug"));
        assertThat(slugs).containsExactlyInAnyOrder("one", "two");
        assertThat(second.get("next").isNull()).isTrue();
    }

    @Test
    void takesEveryKindOfCheckAndShowsItAgain() {
        shown("http", "{\"endpoint\": \"/well\"}", "\"endpoint\":\"/well\"");
        shown("tcp", "{\"type\": \"tcp\", \"interval\": \"10s\"}", "\"type\":\"tcp\",\"interval\":\"10s\"");
        shown("command", "{\"command\": [\"check\", \"-q\"]}", "\"command\":[\"check\",\"-q\"]");

        world.deployed("other");
        world.patch("/api/agents/other", "{\"health_check\": {\"type\": \"tcp\", \"endpoint\": \"/x\"}}")
                .expect(422);
        world.patch("/api/agents/other", "{\"health_check\": {\"interval\": \"1s\"}}")
                .expect(422);
    }

    private void shown(String slug, String check, String part) {
        world.deployed(slug);
        world.patch("/api/agents/" + slug, "{\"health_check\": " + check + "}").expect(200);
        assertThat(world.get("/api/agents/" + slug).json().get("health_check").toString())
                .contains(part);
    }

    @Test
    void saysThatAHealthCheckEndedAnInstance() {
        world.deployed("shop");
        world.patch("/api/agents/shop", "{\"restart\": \"no\"}").expect(200);
        world.fleet.endWith(new EndReason.Unhealthy("GET /health answered 503."));

        JsonNode problem = world.post("/api/agents/shop/start", "").expect(409).json();

        assertThat(problem.get("detail").asText()).isEqualTo("It was unhealthy. GET /health answered 503.");
    }
}
