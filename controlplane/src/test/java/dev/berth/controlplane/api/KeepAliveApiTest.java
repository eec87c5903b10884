package dev.berth.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeepAliveApiTest {

    private static final String SHOP = "/api/agents/shop/keepalive";

    private final ApiWorld world = new ApiWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void keepsAnAgentAwakeUntilThatEnds() {
        world.deployed("shop");
        assertThat(world.get(SHOP).expect(200).json().get("until").isNull()).isTrue();

        JsonNode kept = world.put(SHOP, "{\"for\": \"10m\", \"reason\": \"a job\"}")
                .expect(200)
                .json();

        assertThat(Instant.parse(kept.get("until").asText()))
                .isEqualTo(world.clock.instant().plusSeconds(600));
        assertThat(kept.get("reason").asText()).isEqualTo("a job");
        assertThat(world.get(SHOP).json()).isEqualTo(kept);
        world.delete(SHOP).expect(204);
        assertThat(world.get(SHOP).json().get("until").isNull()).isTrue();
    }

    @Test
    void namesWhatIsWrong() {
        world.deployed("shop");

        assertThat(world.put(SHOP, "{}").expect(422).text()).contains("/for", "is missing");
        assertThat(world.put(SHOP, "{\"for\": \"25h\"}").expect(422).text()).contains("/for", "24h");
        assertThat(world.put(SHOP, "{\"for\": \"soon\"}").expect(422).text()).contains("/for");
        assertThat(world.put(SHOP, "{\"for\": \"1m\", \"reason\": \"%s\"}".formatted("x".repeat(201)))
                        .expect(422)
                        .text())
                .contains("/reason");
    }

    @Test
    void letsAnAgentKeepItselfAwakeAndNothingElse() {
        String own = "Authorization: Bearer "
                + world.itself.of(world.deployed("shop").agent().id());
        world.deployed("other");

        world.put(SHOP, "{\"for\": \"1m\"}", own).expect(200);
        world.get(SHOP, own).expect(200);
        world.delete(SHOP, own).expect(204);

        world.put("/api/agents/other/keepalive", "{\"for\": \"1m\"}", own).expect(403);
        world.get("/api/agents/shop", own).expect(401);
        world.post("/api/agents/shop/stop", "", own).expect(401);
        world.put(SHOP, "{\"for\": \"1m\"}", own + "0").expect(401);
    }

    @Test
    void tellsWhetherAnAgentIsAwakeAndWhy() {
        world.deployed("shop");
        JsonNode made = world.get("/api/agents/shop").json().get("activity");
        assertThat(made.get("awake").asBoolean()).isFalse();
        assertThat(made.get("because").asText()).isEqualTo("It was never started.");

        world.post("/api/agents/shop/start", "").expect(200);
        world.put(SHOP, "{\"for\": \"1m\", \"reason\": \"a job\"}").expect(200);

        JsonNode awake = world.get("/api/agents/shop").json().get("activity");
        assertThat(awake.get("awake").asBoolean()).isTrue();
        assertThat(awake.get("because").asText())
                .startsWith("It is kept awake until ")
                .endsWith(": a job.");
        assertThat(awake.get("sleeps_at").isNull()).isTrue();
    }
}
