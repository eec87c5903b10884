package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/// Agents that fall asleep by themselves, on a real engine.
@TestInstance(Lifecycle.PER_CLASS)
class IdleIT {

    private static final Duration LATER = Duration.ofSeconds(90);

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

    private String running(ObjectNode body) {
        String id = api.post("/api/agents", body).expect(201).json().get("id").asText();
        api.await(id, "running");
        return id;
    }

    private static ObjectNode idling(String name, String freeze, String stop) {
        ObjectNode body = Agents.sample(name);
        body.putObject("idle").put("freeze_after", freeze).put("stop_after", stop);
        return body;
    }

    private static String phase(String container) {
        return Engine.must("inspect", "--format", "{{.State.Status}}", container)
                .lines()
                .getFirst();
    }

    @Test
    void anAgentWithoutWorkIsFrozenThenStoppedAndWokenAgain() {
        String id = running(idling("idle", "2s", "6s"));
        String container = api.agent(id).get("container_id").asText();

        Until.holds("it sleeps", LATER, () -> api.status(id).equals("hibernated"));
        assertThat(api.agent(id).get("status_reason").asText())
                .isIn("It had no work for 2s.", "It was not called for 6s.");
        assertThat(api.agent(id).get("activity").get("awake").asBoolean()).isFalse();
        Until.holds("its container is stopped", LATER, () -> phase(container).equals("exited"));
        api.patch("/api/agents/" + id, (ObjectNode) Api.read("{\"idle\": null}"))
                .expect(200);

        api.post("/api/agents/" + id + "/wake").expect(200);
        assertThat(api.status(id)).isEqualTo("running");
        api.get("/agent/idle/").expect(200);
    }

    @Test
    void anAgentStaysAwakeAsLongAsItIsKept() {
        ObjectNode body = Agents.sample("kept");
        String id = running(body);
        api.put(
                        "/api/agents/" + id + "/keepalive",
                        Api.object().put("for", "1h").put("reason", "a job"))
                .expect(200);
        api.patch("/api/agents/" + id, (ObjectNode) Api.read("{\"idle\": {\"freeze_after\": \"1s\"}}"))
                .expect(200);

        JsonNode activity = api.agent(id).get("activity");
        assertThat(activity.get("awake").asBoolean()).isTrue();
        assertThat(activity.get("because").asText()).contains("a job");
        api.delete("/api/agents/" + id + "/keepalive").expect(204);

        Until.holds("it sleeps", LATER, () -> api.status(id).equals("hibernated"));
    }

    @Test
    void anAgentKnowsTheTokenThatKeepsItAwake() {
        String id = running(Agents.sample("itself"));
        String environment = Engine.must(
                        "inspect",
                        "--format",
                        "{{range .Config.Env}}{{println .}}{{end}}",
                        api.agent(id).get("container_id").asText())
                .output();
        String token = environment
                .lines()
                .filter(line -> line.startsWith("BERTH_AGENT_TOKEN="))
                .findFirst()
                .orElseThrow()
                .substring("BERTH_AGENT_TOKEN=".length());

        Api itself = new Api(berth.url(), token);

        itself.put("/api/agents/" + id + "/keepalive", Api.object().put("for", "1m"))
                .expect(200);
        itself.get("/api/agents/" + id).expect(401);
    }
}
