package dev.berth.e2e.calls;

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
import java.util.ArrayList;
import java.util.HashSet;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Agents whose new instance gets ready while the old one takes the calls.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverlapIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int CALLERS = 6;

    /// Far below what a call waits for an agent that is being started anew on a busy machine.
    private static final Duration WORTH_MENTIONING = Duration.ofSeconds(5);

    @TempDir
    static Path folder;

    private Berth berth;
    private Api api;
    private Ledger ledger;

    @BeforeAll
    void start() throws IOException {
        Path allowed = Files.createDirectories(folder.resolve("allowed"));
        berth = Berth.in(folder.resolve("home"))
                .with("BERTH_ALLOWED_MOUNTS", allowed.toString())
                .start();
        api = berth.api();
        ledger = new Ledger(allowed);
    }

    @AfterAll
    void end() {
        berth.close();
    }

    private static ObjectNode change(String version) {
        ObjectNode patch = Api.object();
        patch.putObject("container_config").putObject("env_vars").put("VERSION", version);
        return patch;
    }

    /// Nothing of it listens where it shall be ready.
    private static ObjectNode deaf() {
        ObjectNode patch = Api.object();
        patch.putObject("container_config").put("port", 8123);
        return patch;
    }

    private List<String> events(String agent) {
        return api.get("/api/agents/" + agent + "/events?limit=500")
                .expect(200)
                .json()
                .findValuesAsText("kind");
    }

    private String phase(String agent) {
        return api.agent(agent).get("rollout").get("phase").asText();
    }

    private void awaitOneContainer(String agent) {
        String id = api.agent(agent).get("id").asText();
        String name = "berth-" + agent + "-" + id;
        Until.holds(
                "one container of " + agent,
                LIMIT,
                () -> Engine.must("ps", "-a", "--format", "{{.Names}}", "--filter", "label=dev.berth.agent=" + id)
                        .lines()
                        .equals(List.of(name)));
    }

    /// Callers who call without a pause, and repeat nothing.
    private Load load(String agent) {
        return new Load(berth.url(), berth.adminToken(), "/agent/" + agent + "/work");
    }

    @Test
    void noCallFailsOrWaitsWhileTheNewOneTakesOverAndOpenOnesEndAtTheOldOne() throws Exception {
        api.deployed(ledger.agent("steady").put("overlap", true).put("drain", "1m"));
        String old = api.agent("steady").get("container_id").asText();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Load load = load("steady")) {
            List<Future<Load.Call>> slow = IntStream.range(0, 5)
                    .mapToObj(i -> threads.submit(() -> load.call("steady-slow-" + i, "?ms=15000")))
                    .toList();
            load.begin(CALLERS);
            load.awaitCalls(100, LIMIT);
            Until.holds("the slow calls are open", LIMIT, () -> deliveries("steady-slow-") == 5);

            api.patch("/api/agents/steady?rollout=true", change("2"), "wait=60").expect(200);

            assertThat(phase("steady")).isEqualTo("done");
            assertThat(api.agent("steady").get("container_id").asText()).isNotEqualTo(old);
            assertThat(slow).noneMatch(Future::isDone);
            load.awaitCalls(load.count() + 100, LIMIT);
            List<Load.Call> all = new ArrayList<>();
            for (Future<Load.Call> call : slow) {
                all.add(call.get());
            }
            List<Load.Call> fast = load.end();
            assertThat(fast).allMatch(call -> call.took().compareTo(WORTH_MENTIONING) < 0);
            all.addAll(fast);
            assertThat(all).allMatch(call -> call.answer().equals("200 done " + call.key()));
            List<String> delivered = keys();
            assertThat(delivered).containsAll(all.stream().map(Load.Call::key).toList());
            assertThat(delivered).hasSize(new HashSet<>(delivered).size());
        }
        awaitOneContainer("steady");
        assertThat(events("steady"))
                .containsSubsequence("rollout_asked", "placed", "ready", "rolled_out", "stopping", "ended");
    }

    private long deliveries(String beginning) {
        return keys().stream().filter(key -> key.startsWith(beginning)).count();
    }

    private List<String> keys() {
        return ledger.deliveries().stream().map(Ledger.Line::key).toList();
    }

    @Test
    void theOldOneServesAllTheTimeWhenTheNewOneIsNoGood() throws Exception {
        api.deployed(ledger.agent("kept").put("overlap", true));
        String old = api.agent("kept").get("container_id").asText();
        try (Load load = load("kept")) {
            load.begin(CALLERS);
            load.awaitCalls(50, LIMIT);

            JsonNode problem = api.patch("/api/agents/kept?rollout=true&ready_within=4s", deaf(), "wait=60")
                    .expect(409)
                    .json();

            assertThat(problem.get("detail").asText())
                    .isEqualTo(
                            "Revision 2 did not get ready; revision 1 served on, and is in force as revision 3. It was not"
                                    + " ready within 4 s.");
            load.awaitCalls(load.count() + 50, LIMIT);
            assertThat(load.end())
                    .allMatch(call -> call.answer().equals("200 done " + call.key()))
                    .allMatch(call -> call.took().compareTo(WORTH_MENTIONING) < 0);
        }
        awaitOneContainer("kept");
        JsonNode agent = api.agent("kept");
        assertThat(agent.get("container_id").asText()).isEqualTo(old);
        assertThat(agent.get("revision").asInt()).isEqualTo(3);
        assertThat(agent.get("restart_required").asBoolean()).isFalse();
        assertThat(events("kept")).containsSubsequence("rollout_asked", "placed", "rolled_back", "ended");
    }

    /// Killed right after each of the steps of an update in turn; the change goes on with the next server.
    @ParameterizedTest
    @ValueSource(strings = {"rollout_asked", "placed", "prepared", "started", "ready", "rolled_out", "stopping"})
    void theChangeIsDoneAlthoughTheServerWasKilledAfter(String step) {
        String name = "killed-" + step.replace('_', '-');
        api.deployed(ledger.agent(name).put("overlap", true));
        int before = events(name).size();
        api.patch("/api/agents/" + name + "?rollout=true", change("2"), "wait=0")
                .expect(200);
        Until.holds(step, LIMIT, () -> {
            List<String> now = events(name);
            return now.subList(before, now.size()).contains(step);
        });

        berth.kill().start();
        api = berth.api();

        Until.holds("it is done", LIMIT, () -> phase(name).equals("done"));
        awaitOneContainer(name);
        assertThat(api.await(name, "running").get("revision").asInt()).isEqualTo(2);
        api.get("/agent/" + name + "/").expect(200);
    }

    @Test
    void anAgentThatShallNotOverlapHasOneInstanceAtATime() {
        String id = api.deployed(Agents.sample("single")).get("id").asText();

        api.patch("/api/agents/single?rollout=true", change("2"), "wait=0").expect(200);

        Until.holds("it is done", LIMIT, () -> {
            assertThat(Engine.containersOf(id)).hasSizeLessThanOrEqualTo(1);
            return phase("single").equals("done");
        });
    }

    @Test
    void whatTwoInstancesCannotShareIsRefused() {
        ObjectNode body = Agents.sample("published").put("overlap", true);
        Agents.config(body).putArray("ports").add(8000);

        JsonNode problem = api.post("/api/agents", body).expect(422).json();

        assertThat(problem.get("errors").get(0).get("pointer").asText()).isEqualTo("/overlap");
        assertThat(problem.get("errors").get(0).get("detail").asText())
                .contains("overlap true does not go with container_config.ports");
    }
}
