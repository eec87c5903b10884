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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of agents when things go wrong around them.
@TestInstance(Lifecycle.PER_CLASS)
class LifecycleUnderFaultsIT {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private Berth berth;
    private Api api;

    @BeforeAll
    void start() throws IOException {
        Path allowed = Files.createDirectories(folder.resolve("allowed"));
        berth = Berth.in(folder.resolve("home"))
                .with("BERTH_ALLOWED_MOUNTS", allowed.toString())
                .start();
        api = berth.api();
    }

    @AfterAll
    void end() {
        berth.close();
    }

    private String running(String name) {
        String id = api.deploy(Agents.sample(name));
        api.await(id, "running");
        return id;
    }

    private String container(String id) {
        return api.agent(id).get("container_id").asText();
    }

    @Test
    void makesOneContainerForTwentyParallelStarts() throws Exception {
        String id = api.deploy(Agents.stopped("once"));
        List<Callable<Integer>> starts = IntStream.range(0, 20)
                .<Callable<Integer>>mapToObj(
                        _ -> () -> api.post("/api/agents/" + id + "/start").status())
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : threads.invokeAll(starts)) {
                assertThat(each.get()).isEqualTo(200);
            }
        }

        assertThat(Engine.containersOf(id)).hasSize(1);
        assertThat(api.agent(id).get("generation").asLong()).isEqualTo(1);
    }

    @Test
    void showsAContainerThatWasStoppedAtTheEngineAndLeavesItAlone() {
        String id = running("stopped-outside");

        Engine.must("stop", container(id));

        Until.holds("it is shown stopped", SOON, () -> api.status(id).equals("stopped"));
        assertThat(api.agent(id).get("status_reason").asText()).contains("at the engine");
        api.post("/api/agents/" + id + "/start").expect(200);
        assertThat(api.status(id)).isEqualTo("running");
    }

    @Test
    void makesARemovedContainerAgainAtTheNextStart() {
        String id = running("removed-outside");
        String before = container(id);

        Engine.must("rm", "-f", before);

        Until.holds("it is shown stopped", SOON, () -> api.status(id).equals("stopped"));
        assertThat(api.agent(id).get("status_reason").asText()).contains("removed", "files are gone");
        api.post("/api/agents/" + id + "/start").expect(200);
        assertThat(container(id)).isNotEqualTo(before);
        assertThat(Engine.containersOf(id)).hasSize(1);
    }

    @Test
    void showsAContainerThatWasPausedAtTheEngineUntilItGoesOn() {
        String id = running("paused-outside");

        Engine.must("pause", container(id));
        Until.holds("it is shown paused", SOON, () -> api.status(id).equals("paused"));

        Engine.must("unpause", container(id));
        Until.holds("it is shown running", LATER, () -> api.status(id).equals("running"));
        api.get("/agent/paused-outside/").expect(200);
    }

    @Test
    void startsAnAgentAgainWhoseProcessDied() {
        String id = running("crasher");

        Engine.crash(container(id));

        Until.holds("it runs again", LATER, () -> {
            JsonNode agent = api.agent(id);
            return agent.get("status").asText().equals("running")
                    && agent.get("generation").asLong() == 2;
        });
        assertThat(api.agent(id).get("restarts").asInt()).isEqualTo(1);
        assertThat(Engine.containersOf(id)).hasSize(1);
        api.get("/agent/crasher/").expect(200);
    }

    @Test
    void tellsWhyAnAgentThatExitsAtOnceFailed() {
        ObjectNode body = Agents.exitingAtOnce("hopeless");
        body.putObject("restart")
                .put("mode", "on-failure")
                .put("max_retries", 1)
                .put("delay", "100ms");
        String id = api.deploy(body);

        JsonNode failed = api.await(id, "failed");

        assertThat(failed.get("status_reason").asText()).contains("exit code 1");
        assertThat(failed.get("failure").get("exit_code").asInt()).isEqualTo(1);
        assertThat(failed.get("failure").get("last_log_lines").toString()).contains("NoSuchClass");
        assertThat(failed.get("container_config").get("command").toString()).contains("NoSuchClass");
        assertThat(failed.get("restarts").asInt()).isEqualTo(1);
        assertThat(api.get("/agent/hopeless/").expect(202).json().get("detail").asText())
                .contains("The agent failed.");
    }

    @Test
    void tellsThatAnImageCannotBeHadAndTriesAgainWhenAsked() {
        ObjectNode body = Agents.sample("imageless");
        Agents.config(body).put("image", "localhost:1/berth-e2e/missing:1");
        String id = api.deploy(body);
        JsonNode failed = api.await(id, "failed");
        assertThat(failed.get("status_reason").asText()).contains("berth-e2e/missing:1");

        Engine.must("tag", Agents.IMAGE, "localhost:1/berth-e2e/missing:1");
        try {
            api.post("/api/agents/" + id + "/start").expect(200);
            assertThat(api.status(id)).isEqualTo("running");
        } finally {
            Engine.run("rmi", "localhost:1/berth-e2e/missing:1");
        }
    }

    @Test
    void tellsThatAFolderIsMissing() {
        ObjectNode body = Agents.sample("folderless");
        Agents.config(body)
                .putArray("volumes")
                .addObject()
                .put("source", folder.resolve("allowed/absent").toString())
                .put("target", "/data");
        String id = api.deploy(body);

        JsonNode failed = api.await(id, "failed");

        assertThat(failed.get("status_reason").asText()).contains("allowed/absent");
    }

    @Test
    void tellsThatAPortIsTakenByAnotherProgram() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ObjectNode body = Agents.sample("port-taken");
            Agents.config(body)
                    .putArray("ports")
                    .addObject()
                    .put("container", 8000)
                    .put("host", other.getLocalPort());

            JsonNode problem = api.post("/api/agents", body).expect(409).json();

            assertThat(problem.get("detail").asText()).contains(Integer.toString(other.getLocalPort()));
        }
    }

    @Test
    void refusesAFolderThatTheOperatorDoesNotAllow() {
        ObjectNode body = Agents.sample("nosy");
        Agents.config(body)
                .putArray("volumes")
                .addObject()
                .put("source", "/etc")
                .put("target", "/data");

        assertThat(api.post("/api/agents", body).status()).isIn(403, 422);
        assertThat(api.get("/api/agents/nosy").status()).isEqualTo(404);
    }
}
