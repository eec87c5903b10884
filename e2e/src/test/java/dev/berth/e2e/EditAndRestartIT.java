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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// What an edit changes and when, and what the restart policy does after a crash.
@TestInstance(Lifecycle.PER_CLASS)
class EditAndRestartIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

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

    private JsonNode patched(String agent, ObjectNode patch) {
        return api.patch("/api/agents/" + agent, patch).expect(200).json();
    }

    private String environment(String agent) {
        String container = api.agent(agent).get("container_id").asText();
        return Engine.must("inspect", "--format", "{{json .Config.Env}}", container)
                .output();
    }

    private void restart(String agent) {
        assertThat(api.post("/api/agents/" + agent + "/restart")
                        .expect(200)
                        .json()
                        .get("message")
                        .asText())
                .isEqualTo("Agent container restarted successfully");
    }

    @Test
    void changesADescriptionAtOnceAndTouchesNoContainer() {
        JsonNode before = api.deployed(Agents.sample("described"));

        ObjectNode patch = Api.object().put("description", "Now it has one.");
        patch.putObject("labels").put("team", "a");
        JsonNode after = patched("described", patch);

        assertThat(after.get("description").asText()).isEqualTo("Now it has one.");
        assertThat(after.get("labels").get("team").asText()).isEqualTo("a");
        assertThat(after.get("revision").asInt()).isEqualTo(1);
        assertThat(after.get("restart_required").asBoolean()).isFalse();
        restart("described");
        assertThat(api.agent("described").get("container_id")).isEqualTo(before.get("container_id"));
    }

    @Test
    void tellsTheAgentOfANewNameAndConfigAtItsNextStart() {
        ObjectNode body = Agents.sample("known-as");
        body.putObject("config").put("model", "m-1");
        api.deployed(body);

        ObjectNode patch = Api.object().put("name", "Known Otherwise");
        patch.putObject("config").put("model", "m-2");
        JsonNode after = patched("known-as", patch);
        assertThat(after.get("name").asText()).isEqualTo("Known Otherwise");
        assertThat(after.get("config").get("model").asText()).isEqualTo("m-2");
        assertThat(after.get("revision").asInt()).isEqualTo(1);
        assertThat(after.get("restart_required").asBoolean()).isTrue();
        restart("known-as");
        assertThat(api.agent("known-as").get("restart_required").asBoolean()).isFalse();

        assertThat(environment("known-as"))
                .contains("AGENT_NAME=Known Otherwise", "m-2")
                .doesNotContain("m-1");
        assertThat(Engine.containersOf(after.get("id").asText())).hasSize(1);
    }

    @Test
    void makesARevisionOfTheRestWhichIsInForceFromTheNextStart() {
        JsonNode before = api.deployed(Agents.sample("revised"));
        ObjectNode patch = Api.object();
        patch.putObject("container_config").putObject("env_vars").put("COLOUR", "blue");

        JsonNode after = patched("revised", patch);
        assertThat(after.get("restart_required").asBoolean()).isTrue();
        assertThat(after.get("revision").asInt()).isEqualTo(1);
        assertThat(after.get("latest_revision").asInt()).isEqualTo(2);
        assertThat(environment("revised")).doesNotContain("COLOUR");

        restart("revised");
        JsonNode now = api.agent("revised");
        assertThat(now.get("revision").asInt()).isEqualTo(2);
        assertThat(now.get("restart_required").asBoolean()).isFalse();
        assertThat(now.get("container_id")).isNotEqualTo(before.get("container_id"));
        assertThat(environment("revised")).contains("COLOUR=blue");
        List<String> fates = api.get("/api/agents/revised/revisions")
                .expect(200)
                .json()
                .get("items")
                .findValuesAsText("fate");
        assertThat(fates).containsExactly("in_force", "superseded");
    }

    @Test
    void restartsAtOnceWhenTheEditSaysSo() {
        api.deployed(Agents.sample("edited-and-restarted"));
        ObjectNode patch = Api.object();
        patch.putObject("config").put("model", "m-3");

        JsonNode after = api.patch("/api/agents/edited-and-restarted?restart=true", patch)
                .expect(200)
                .json();

        assertThat(after.get("generation").asInt()).isEqualTo(2);
        assertThat(environment("edited-and-restarted")).contains("m-3");
    }

    @Test
    void keepsFilesOfVolumesThroughANewRevision() throws IOException {
        ObjectNode body = Agents.sample("keeper");
        Agents.config(body)
                .putArray("volumes")
                .addObject()
                .put("source", "berth-e2e-keeper")
                .put("target", "/keep");
        JsonNode before = api.deployed(body);
        Path file = Files.writeString(folder.resolve("kept-file"), "kept");
        Engine.must("cp", file.toString(), before.get("container_id").asText() + ":/keep/file");

        ObjectNode patch = Api.object();
        patch.putObject("container_config").put("memory_limit", "256m");
        patched("keeper", patch);
        restart("keeper");

        String container = api.agent("keeper").get("container_id").asText();
        Engine.must("cp", container + ":/keep/file", folder.resolve("found").toString());
        assertThat(folder.resolve("found")).hasContent("kept");
        api.delete("/api/agents/keeper?volumes=true").expect(204);
        assertThat(Engine.run("volume", "inspect", "berth-e2e-keeper").exitCode())
                .isNotZero();
    }

    private static ObjectNode exiting(String name, String mode, int retries) {
        ObjectNode body = Agents.exitingAtOnce(name);
        body.putObject("restart").put("mode", mode).put("max_retries", retries).put("delay", "100ms");
        return body;
    }

    @Test
    void neverRestartsWithThePolicyNo() {
        api.post("/api/agents", exiting("once-only", "no", 3)).expect(201);

        JsonNode failed = api.await("once-only", "failed");

        assertThat(failed.get("restarts").asInt()).isZero();
        assertThat(failed.get("generation").asInt()).isEqualTo(1);
    }

    @Test
    void retriesWithGrowingWaitsCountsThemAndTriesAgainOnRequest() {
        api.post("/api/agents", exiting("tried", "on-failure", 2)).expect(201);

        JsonNode failed = api.await("tried", "failed");
        assertThat(failed.get("restarts").asInt()).isEqualTo(2);
        assertThat(failed.get("status_reason").asText()).contains("2 retries did not help");
        assertThat(failed.get("failure").get("exit_code").asInt()).isEqualTo(1);
        assertThat(failed.get("failure").get("last_log_lines").toString()).contains("NoSuchClass");

        JsonNode problem = api.post("/api/agents/tried/start").expect(409).json();
        assertThat(problem.get("detail").asText()).contains("exit code 1");
        assertThat(problem.toString()).contains("NoSuchClass");
        assertThat(api.agent("tried").get("generation").asInt()).isEqualTo(6);
    }

    @Test
    void showsTheWaitBeforeTheNextTry() {
        ObjectNode body = exiting("waiting", "always", 3);
        ((ObjectNode) body.get("restart")).put("delay", "30s");
        api.post("/api/agents", body).expect(201);

        Until.holds(
                "the wait is told",
                LIMIT,
                () -> api.agent("waiting").get("status_reason").asText().contains("It is started again at"));

        assertThat(api.status("waiting")).isEqualTo("starting");
    }

    @Test
    void startsAgainForeverWithThePolicyAlways() {
        api.post("/api/agents", exiting("tireless", "always", 1)).expect(201);

        Until.holds(
                "it goes beyond its retries",
                LIMIT,
                () -> api.agent("tireless").get("restarts").asInt() >= 3);
    }

    @Test
    void takesAnEndWithZeroForADoneJob() {
        ObjectNode body = Agents.sample("done");
        Agents.config(body).putArray("command").add("-version");
        api.post("/api/agents", body).expect(201);

        JsonNode stopped = api.await("done", "stopped");

        assertThat(stopped.get("status_reason").asText()).contains("exit code 0");
    }
}
