package dev.berth.e2e.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Until;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Agents whose changes are put in force with a way back.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpdateIT {

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

    private static ObjectNode change(ObjectNode container) {
        ObjectNode patch = Api.object();
        patch.set("container_config", container);
        return patch;
    }

    private static ObjectNode variable(String value) {
        ObjectNode container = Api.object();
        container.putObject("env_vars").put("VERSION", value);
        return change(container);
    }

    private static ObjectNode endingAtOnce() {
        ObjectNode container = Api.object();
        container.putArray("command").add("NoSuchClass");
        return change(container);
    }

    private List<String> events(String agent) {
        return api.get("/api/agents/" + agent + "/events?limit=500")
                .expect(200)
                .json()
                .findValuesAsText("kind");
    }

    private JsonNode rollout(String agent) {
        return api.agent(agent).get("rollout");
    }

    /// Calls before, during and after a change: every one is answered, though some only after they were queued.
    private void callsSurvive(String agent, Runnable change) throws Exception {
        Persistent caller = new Persistent(berth::url, berth.adminToken());
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> calls = IntStream.range(0, 20)
                    .mapToObj(i -> callers.submit(() -> caller.call("/agent/" + agent + "/echo", agent + "-" + i)))
                    .toList();
            change.run();
            Future<String> after = callers.submit(() -> caller.call("/agent/" + agent + "/echo", agent + "-after"));
            for (Future<String> call : calls) {
                assertThat(call.get()).contains(agent);
            }
            assertThat(after.get()).contains(agent + "-after");
        }
    }

    @Test
    void aRevisionThatGetsReadyIsInForceAndNoCallIsLost() throws Exception {
        api.deployed(Agents.sample("better"));

        callsSurvive(
                "better",
                () -> api.patch("/api/agents/better?rollout=true", variable("2"))
                        .expect(200));

        JsonNode agent = api.await("better", "running");
        assertThat(agent.get("revision").asInt()).isEqualTo(2);
        assertThat(agent.get("restart_required").asBoolean()).isFalse();
        assertThat(agent.get("status_reason").asText()).isEqualTo("It was updated to revision 2.");
        assertThat(rollout("better").get("phase").asText()).isEqualTo("done");
        assertThat(events("better")).containsSubsequence("rollout_asked", "stopping", "ready", "rolled_out");
    }

    @Test
    void aRevisionThatEndsAtOnceGoesBackAndNoCallIsLost() throws Exception {
        api.deployed(Agents.sample("worse"));

        callsSurvive("worse", () -> {
            JsonNode problem = api.patch("/api/agents/worse?rollout=true", endingAtOnce())
                    .expect(409)
                    .json();
            assertThat(problem.get("code").asText()).isEqualTo("agent_failed");
            assertThat(problem.get("detail").asText())
                    .startsWith("Revision 2 did not get ready, so revision 1 is in force again, as revision 3.");
        });

        assertThat(api.await("worse", "running").get("revision").asInt()).isEqualTo(3);
        assertThat(rollout("worse").get("phase").asText()).isEqualTo("went_back");
        assertThat(events("worse")).containsSubsequence("rollout_asked", "ended", "rolled_back", "ready");
        assertThat(api.get("/api/agents/worse/revisions").expect(200).json().findValuesAsText("fate"))
                .containsExactly("in_force", "failed", "superseded");
    }

    @Test
    void aRevisionThatIsNotReadyInTimeGoesBackAlthoughTheServerWasKilled() {
        api.deployed(Agents.sample("late"));
        ObjectNode container = Api.object();
        container.put("port", 8123);
        api.patch("/api/agents/late?rollout=true&ready_within=15s", change(container), "wait=0")
                .expect(200);

        berth.kill().start();
        api = berth.api();

        Until.holds(
                "it went back",
                LIMIT,
                () -> rollout("late").get("phase").asText().equals("went_back"));
        assertThat(api.await("late", "running").get("status_reason").asText())
                .contains("It was not ready within 15 s.");
        api.get("/agent/late/").expect(200);
    }
}
