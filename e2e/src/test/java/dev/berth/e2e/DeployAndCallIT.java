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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// The first thing Berth does for anyone, on a real engine.
@TestInstance(Lifecycle.PER_CLASS)
class DeployAndCallIT {

    @TempDir
    static Path folder;

    private Berth berth;
    private Api api;

    @BeforeAll
    void start() {
        berth = Berth.in(folder.resolve("home")).start();
        api = berth.api();
    }

    @AfterAll
    void end() {
        berth.close();
    }

    @Test
    void deploysAnAgentAndCallsIt() {
        JsonNode created = api.post(
                        "/api/agents", Agents.sample("Test Container Agent").put("type", "chat"))
                .expect(201)
                .json();
        assertThat(created.get("slug").asText()).isEqualTo("test-container-agent");
        String id = created.get("id").asText();

        JsonNode running = api.await(id, "running");

        assertThat(running.get("container_name").asText()).isEqualTo("berth-test-container-agent-" + id);
        assertThat(running.get("generation").asLong()).isEqualTo(1);
        assertThat(api.get("/agent/test-container-agent/echo?a=%2Fb&c")
                        .expect(200)
                        .text())
                .contains("a=%2Fb&c");
        assertThat(api.get("/agent/" + id + "/health").expect(200).json()).isNotNull();
    }

    @Test
    void tellsLogsFiguresAndEventsOfARunningAgent() {
        String id = deployed("talker");
        api.get("/agent/talker/echo").expect(200);

        Until.holds(
                "the call is in the log",
                Duration.ofSeconds(10),
                () -> api.get("/api/agents/" + id + "/logs?lines=50")
                        .expect(200)
                        .json()
                        .get("logs")
                        .asText()
                        .contains("/echo"));
        JsonNode stats =
                api.get("/api/agents/" + id + "/stats").expect(200).json().get("stats");
        assertThat(stats.get("cpu_usage").asText()).endsWith("%");
        assertThat(stats.get("memory_bytes").asLong()).isBetween(1L << 20, 512L << 20);
        assertThat(stats.get("memory_limit_bytes").asLong()).isEqualTo(512L << 20);
        assertThat(stats.get("pids").asLong()).isPositive();
        JsonNode events =
                api.get("/api/agents/" + id + "/events").expect(200).json().get("items");
        assertThat(events.findValuesAsText("kind")).contains("created", "placed", "prepared", "started", "ready");
    }

    @Test
    void removesAnAgentAndLeavesNothingAtTheEngine() {
        String id = deployed("leaver");

        api.delete("/api/agents/" + id).expect(204);

        assertThat(Engine.containersOf(id)).isEmpty();
        assertThat(api.get("/api/agents/" + id).status()).isEqualTo(404);
        assertThat(api.get("/agent/leaver/").status()).isEqualTo(404);
    }

    @Test
    void stopsAndStartsWithinOneContainer() {
        String id = deployed("sleeper");
        String container = api.agent(id).get("container_id").asText();

        assertThat(api.post("/api/agents/" + id + "/stop")
                        .expect(200)
                        .json()
                        .get("message")
                        .asText())
                .isEqualTo("Agent container stopped successfully");
        assertThat(api.status(id)).isEqualTo("stopped");
        assertThat(api.get("/agent/sleeper/").expect(202).json().get("detail").asText())
                .contains("The agent is stopped.");
        api.post("/api/agents/" + id + "/stop").expect(200);

        assertThat(api.post("/api/agents/" + id + "/start")
                        .expect(200)
                        .json()
                        .get("message")
                        .asText())
                .isEqualTo("Agent container started successfully");
        JsonNode running = api.agent(id);
        assertThat(running.get("status").asText()).isEqualTo("running");
        assertThat(running.get("generation").asLong()).isEqualTo(2);
        assertThat(running.get("container_id").asText()).isEqualTo(container);
        api.get("/agent/sleeper/").expect(200);
    }

    @Test
    void pausesAndResumesAnAgent() {
        String id = deployed("pauser");

        api.post("/api/agents/" + id + "/pause").expect(200);
        assertThat(api.status(id)).isEqualTo("paused");
        assertThat(api.get("/agent/pauser/").expect(202).json().get("detail").asText())
                .contains("The agent is paused.");

        api.post("/api/agents/" + id + "/resume").expect(200);
        assertThat(api.status(id)).isEqualTo("running");
        api.get("/agent/pauser/").expect(200);
    }

    @Test
    void tellsTheAgentWhoItIs() {
        JsonNode body = Agents.sample("Who Am I")
                .put("type", "chat")
                .set("config", Api.object().put("model", "m-1"));
        String id = api.deployed(body).get("id").asText();

        String environment = Engine.must(
                        "inspect", "--format", "{{.Config.Env}} {{.Config.Hostname}}", "berth-who-am-i-" + id)
                .output();

        assertThat(environment)
                .contains("AGENT_ID=" + id, "AGENT_NAME=Who Am I", "AGENT_TYPE=chat", "\"model\":\"m-1\"", "who-am-i");
    }

    @Test
    void publishesNothingAndLocksTheContainerDown() {
        String id = deployed("locked-down");

        String settings = Engine.must("inspect", "--format", "{{json .HostConfig}}", "berth-locked-down-" + id)
                .output();

        assertThat(settings)
                .contains(
                        "no-new-privileges",
                        "\"PidsLimit\":512",
                        "\"Memory\":536870912",
                        "\"NanoCpus\":1000000000",
                        "\"Init\":true",
                        "\"max-size\"",
                        "\"PortBindings\":{}",
                        "\"Privileged\":false");
    }

    private String deployed(String name) {
        String id = api.post("/api/agents", Agents.sample(name))
                .expect(201)
                .json()
                .get("id")
                .asText();
        api.await(id, "running");
        return id;
    }
}
