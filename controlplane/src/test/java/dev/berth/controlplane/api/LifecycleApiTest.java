package dev.berth.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.instance.EndReason;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LifecycleApiTest {

    private final ApiWorld world = new ApiWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private String message(String verb) {
        return world.post("/api/agents/shop/" + verb, "")
                .expect(200)
                .json()
                .get("message")
                .asText();
    }

    private String status() {
        return world.get("/api/agents/shop").json().get("status").asText();
    }

    @Test
    void saysWhatWasDoneInTheWordsOfTheDocument() {
        world.deployed("shop");

        assertThat(message("start")).isEqualTo("Agent container started successfully");
        assertThat(status()).isEqualTo("running");
        assertThat(message("pause")).isEqualTo("Agent container paused successfully");
        assertThat(status()).isEqualTo("paused");
        assertThat(message("resume")).isEqualTo("Agent container resumed successfully");
        assertThat(message("restart")).isEqualTo("Agent container restarted successfully");
        assertThat(status()).isEqualTo("running");
        assertThat(message("stop")).isEqualTo("Agent container stopped successfully");
        assertThat(status()).isEqualTo("stopped");
    }

    @Test
    void sendsToSleepAndWakes() {
        world.deployed("shop");
        message("start");

        assertThat(message("hibernate")).isEqualTo("Agent container hibernated successfully");
        assertThat(world.get("/api/agents/shop").json().get("hibernation").asText())
                .isEqualTo("freeze");
        world.post("/api/agents/shop/hibernate", "{\"depth\": \"stop\"}").expect(200);
        assertThat(world.get("/api/agents/shop").json().get("hibernation").asText())
                .isEqualTo("stop");
        assertThat(message("wake")).isEqualTo("Agent container woken successfully");
        assertThat(status()).isEqualTo("running");
    }

    @Test
    void namesWhatIsWrongWithAWishToSleep() {
        world.deployed("shop");
        message("start");

        assertThat(world.post("/api/agents/shop/hibernate", "{\"depth\": \"deep\"}")
                        .expect(422)
                        .text())
                .contains("/depth", "freeze, stop");
        assertThat(world.post("/api/agents/shop/hibernate", "{\"deep\": true}")
                        .expect(422)
                        .text())
                .contains("/deep");
        assertThat(status()).isEqualTo("running");
    }

    @Test
    void succeedsWhenItIsSoAlready() {
        world.deployed("shop");
        message("start");
        long generation = world.record("shop").generation();

        assertThat(message("start")).isEqualTo("Agent container started successfully");
        assertThat(world.record("shop").generation()).isEqualTo(generation);
        message("stop");
        assertThat(message("stop")).isEqualTo("Agent container stopped successfully");
    }

    @Test
    void makesANewInstanceWithEveryRestart() {
        world.deployed("shop");
        message("start");
        message("restart");

        assertThat(world.record("shop").generation()).isEqualTo(2);
    }

    @Test
    void answersThatItIsStillUnderWayWhenTheWaitIsOver() {
        world.deployed("shop");
        world.fleet.rest();

        JsonNode reply = world.post("/api/agents/shop/start", "", "Prefer: wait=0")
                .expect(202)
                .json();

        assertThat(reply.get("message").asText()).isEqualTo("Agent container is starting");
        assertThat(reply.get("status").asText()).isEqualTo("starting");
        assertThat(reply.get("status_reason").asText()).isNotBlank();
        world.post("/api/agents/shop/start", "", "Prefer: respond-async").expect(202);
        world.post("/api/agents/shop/start", "", "Prefer: handling=lenient, wait=\"0\"")
                .expect(202);
    }

    @Test
    void tellsWhyAnAgentFailedAndWhatItSaidLast() {
        world.deployed("shop");
        world.fleet.endWith(new EndReason.Exited(3, false, List.of("starting", "no config found")));
        world.patch("/api/agents/shop", "{\"restart\": \"no\"}").expect(200);

        JsonNode problem = world.post("/api/agents/shop/start", "").expect(409).json();

        assertThat(problem.get("code").asText()).isEqualTo("agent_failed");
        assertThat(problem.get("detail").asText()).contains("exit code 3");
        assertThat(problem.get("last_log_lines")).hasToString("[\"starting\",\"no config found\"]");
        JsonNode failure = world.get("/api/agents/shop").json().get("failure");
        assertThat(failure.get("exit_code").asInt()).isEqualTo(3);
        assertThat(failure.get("oom_killed").asBoolean()).isFalse();
        assertThat(failure.get("last_log_lines")).hasSize(2);
    }

    @Test
    void tellsTheRemedyWhenAnImageCannotBeHad() {
        world.deployed("shop");
        world.fleet.endWith(new EndReason.NotStarted(
                EndReason.NotStarted.Cause.IMAGE_UNAVAILABLE, "The image x is not here.", "Build it, or correct it."));

        JsonNode problem = world.post("/api/agents/shop/start", "").expect(409).json();

        assertThat(problem.get("detail").asText()).isEqualTo("The image x is not here. Build it, or correct it.");
        JsonNode failure = world.get("/api/agents/shop").json().get("failure");
        assertThat(failure.get("exit_code").isNull()).isTrue();
    }

    @Test
    void refusesToPauseWhatDoesNotRun() {
        world.deployed("shop");

        JsonNode problem = world.post("/api/agents/shop/pause", "").expect(409).json();

        assertThat(problem.get("code").asText()).isEqualTo("wrong_state");
        assertThat(problem.get("detail").asText()).contains("Start it first");
    }

    @Test
    void keepsTheWishWhenTheHostIsAway() {
        world.deployed("shop");
        message("start");
        world.fleet.lose("Its engine does not answer.");

        ApiWorld.Reply reply = world.post("/api/agents/shop/stop", "").expect(503);

        assertThat(reply.code()).isEqualTo("host_unavailable");
        assertThat(reply.header("retry-after")).isEqualTo("5");
        assertThat(reply.json().get("detail").asText()).contains("is noted, and done once it is back.");
        assertThat(world.record("shop").agent().wish().goal()).isEqualTo(Goal.STOP);
        assertThat(status()).isEqualTo("unreachable");
    }

    @Test
    void knowsNoAgentOfAnotherName() {
        assertThat(world.post("/api/agents/nobody/start", "").expect(404).code())
                .isEqualTo("agent_unknown");
    }
}
