package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Engine;
import dev.berth.e2e.support.Until;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The server's process is killed at any moment and comes back with the same agents.
class ServerCrashIT {

    @TempDir
    Path folder;

    @Test
    void findsItsAgentsAgainAfterItWasKilled() {
        try (Berth berth = Berth.in(folder.resolve("home")).start()) {
            String id = berth.api()
                    .post("/api/agents", Agents.sample("survivor"))
                    .expect(201)
                    .json()
                    .get("id")
                    .asText();
            JsonNode before = berth.api().await(id, "running");

            berth.kill();
            assertThat(Engine.containersOf(id)).hasSize(1);
            berth.start();

            JsonNode after = berth.api().await(id, "running");
            assertThat(after.get("container_id")).isEqualTo(before.get("container_id"));
            assertThat(after.get("generation")).isEqualTo(before.get("generation"));
            berth.api().get("/agent/survivor/").expect(200);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void leavesNoOrphanAndLosesNoAgentWhenKilledWhileDeploying(long seed) {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        long pauseMillis = (seed * 131) % 400 + random.nextInt(50);
        try (Berth berth = Berth.in(folder.resolve("home")).start()) {
            Api api = berth.api();
            for (int i = 0; i < 3; i++) {
                api.post("/api/agents", Agents.sample("agent-" + i)).expect(201);
            }
            LockSupport.parkNanos(pauseMillis * 1_000_000);
            berth.kill().start();

            List<JsonNode> agents = berth.api().list();
            assertThat(agents).hasSize(3);
            for (JsonNode agent : agents) {
                String id = agent.get("id").asText();
                berth.api().await(id, "running");
                assertThat(Engine.containersOf(id)).as("seed %d", seed).hasSize(1);
            }
        }
    }

    @Test
    void sweepsUpWhatARemovalLeftWhenItWasKilled() {
        try (Berth berth = Berth.in(folder.resolve("home")).start()) {
            String id = berth.api()
                    .post("/api/agents", Agents.sample("goner"))
                    .expect(201)
                    .json()
                    .get("id")
                    .asText();
            berth.api().await(id, "running");
            berth.api().delete("/api/agents/" + id + "?force=true");
            berth.kill().start();

            Until.holds(
                    "nothing is left",
                    Duration.ofSeconds(20),
                    () -> Engine.containersOf(id).isEmpty()
                            && berth.api().get("/api/agents/" + id).status() == 404);
        }
    }
}
