package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Engine;
import dev.berth.e2e.support.Until;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Agents that sleep and are woken, on a real engine.
@TestInstance(Lifecycle.PER_CLASS)
class HibernationIT {

    @TempDir
    static Path folder;

    private Berth berth;
    private Api api;

    @BeforeAll
    void start() throws IOException {
        berth = Berth.in(folder.resolve("home")).start();
        api = berth.api();
    }

    @AfterAll
    void end() {
        berth.close();
    }

    private String running(String name) {
        String id = api.post("/api/agents", Agents.sample(name))
                .expect(201)
                .json()
                .get("id")
                .asText();
        api.await(id, "running");
        return id;
    }

    private static String phase(String container) {
        return Engine.must("inspect", "--format", "{{.State.Status}}", container)
                .lines()
                .getFirst();
    }

    private static String startedAt(String container) {
        return Engine.must("inspect", "--format", "{{.State.StartedAt}}", container)
                .lines()
                .getFirst();
    }

    @Test
    void aFrozenAgentGoesOnInItsContainerWithItsMemory() {
        String id = running("frozen");
        String container = api.agent(id).get("container_id").asText();
        String before = startedAt(container);

        api.post("/api/agents/" + id + "/hibernate").expect(200);
        JsonNode asleep = api.agent(id);
        assertThat(asleep.get("status").asText()).isEqualTo("hibernated");
        assertThat(asleep.get("hibernation").asText()).isEqualTo("freeze");
        assertThat(phase(container)).isEqualTo("paused");

        api.post("/api/agents/" + id + "/wake").expect(200);

        assertThat(api.status(id)).isEqualTo("running");
        assertThat(api.agent(id).get("generation").asLong()).isEqualTo(2);
        assertThat(api.agent(id).get("container_id").asText()).isEqualTo(container);
        assertThat(startedAt(container)).isEqualTo(before);
        api.get("/agent/frozen/").expect(200);
    }

    @Test
    void aStoppedAgentGoesOnInItsContainerWithItsFiles() {
        String id = running("stopped");
        String container = api.agent(id).get("container_id").asText();

        api.post("/api/agents/" + id + "/hibernate", Api.object().put("depth", "stop"))
                .expect(200);
        assertThat(api.agent(id).get("hibernation").asText()).isEqualTo("stop");
        assertThat(phase(container)).isEqualTo("exited");
        api.post("/api/agents/" + id + "/wake").expect(200);

        assertThat(api.agent(id).get("container_id").asText()).isEqualTo(container);
        api.get("/agent/stopped/").expect(200);
    }

    @Test
    void aFrozenAgentIsStoppedWhenItShallSleepDeeper() {
        String id = running("deeper");
        String container = api.agent(id).get("container_id").asText();
        api.post("/api/agents/" + id + "/hibernate").expect(200);

        api.post("/api/agents/" + id + "/hibernate", Api.object().put("depth", "stop"))
                .expect(200);
        Until.holds(
                "the frozen container is stopped",
                Duration.ofSeconds(60),
                () -> phase(container).equals("exited"));
        api.post("/api/agents/" + id + "/wake").expect(200);

        api.get("/agent/deeper/").expect(200);
    }

    @Test
    void anAgentOnDemandIsNotMadeBeforeSomebodyWantsIt() {
        String id = api.post("/api/agents", Agents.sample("demanded").put("start", "on_demand"))
                .expect(201)
                .json()
                .get("id")
                .asText();

        assertThat(api.agent(id).get("status").asText()).isEqualTo("created");
        assertThat(api.agent(id).get("status_reason").asText()).isEqualTo("It starts with its first call.");
        assertThat(Engine.containersOf(id)).isEmpty();
        api.post("/api/agents/" + id + "/wake").expect(200);
        assertThat(api.status(id)).isEqualTo("running");
    }
}
