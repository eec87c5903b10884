package dev.berth.e2e.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.KeptIn;
import dev.berth.e2e.support.Until;
import dev.berth.e2e.support.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Calls to agents that do not run.
@ParameterizedClass
@EnumSource
class SleepingAgentIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MANY = 500;

    private final KeptIn where;

    @TempDir
    Path folder;

    private Berth berth;
    private Api api;

    SleepingAgentIT(KeptIn where) {
        this.where = where;
    }

    @BeforeEach
    void start() {
        berth = Berth.in(folder.resolve("home")).keptIn(where).start();
        api = berth.api();
    }

    @AfterEach
    void end() {
        berth.close();
    }

    private void deploy(String name, String start) {
        api.post("/api/agents", Agents.sample(name).put("start", start)).expect(201);
    }

    private long events(String agent, String kind) {
        return api
                .get("/api/agents/" + agent + "/events?limit=500")
                .expect(200)
                .json()
                .get("items")
                .findValuesAsText("kind")
                .stream()
                .filter(kind::equals)
                .count();
    }

    @Test
    void startsAnAgentOnceForManyCallsAndAnswersAll() throws Exception {
        deploy("lazy", "on_demand");
        assertThat(api.agent("lazy").get("container_id").isNull()).isTrue();

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> calls = IntStream.range(0, MANY)
                    .mapToObj(_ -> callers.submit(this::wireCall))
                    .toList();
            for (Future<Integer> call : calls) {
                assertThat(call.get()).isEqualTo(200);
            }
        }
        assertThat(events("lazy", "wake_asked")).isEqualTo(1);
        assertThat(api.agent("lazy").get("generation").asInt()).isEqualTo(1);
    }

    private int wireCall() {
        try (Wire wire = new Wire(berth.url())) {
            wire.send(Wire.head(
                    "GET /agent/lazy/ HTTP/1.1",
                    "Host: berth",
                    "Authorization: Bearer " + berth.adminToken(),
                    "Connection: close"));
            return wire.reply().status();
        }
    }

    @Test
    void wakesAFrozenAndAStoppedAgentWithACall() {
        deploy("sleeper", "on_deploy");
        JsonNode before = api.await("sleeper", "running");
        for (String depth : List.of("freeze", "stop")) {
            api.post("/api/agents/sleeper/hibernate", Api.object().put("depth", depth))
                    .expect(200);
            api.await("sleeper", "hibernated");

            api.post("/agent/sleeper/echo", Api.object().put("depth", depth)).expect(200);

            assertThat(api.await("sleeper", "running").get("container_id")).isEqualTo(before.get("container_id"));
        }
    }

    @Test
    void keepsAnAnswerForWhoAsksLater() {
        deploy("worker", "on_demand");
        String location;
        try (Wire wire = new Wire(berth.url())) {
            wire.send(Wire.head(
                            "POST /agent/worker/echo HTTP/1.1",
                            "Host: berth",
                            "Authorization: Bearer " + berth.adminToken(),
                            "Prefer: respond-async",
                            "Content-Length: 5")
                    + "later");
            Wire.Reply reply = wire.reply();
            assertThat(reply.status()).isEqualTo(202);
            location = reply.head().header("Location").orElseThrow();
        }
        Until.holds(
                "it was answered",
                LIMIT,
                () -> api.get(location)
                        .expect(200)
                        .json()
                        .get("status")
                        .asText()
                        .equals("completed"));
        assertThat(api.get(location + "/response").expect(200).text()).contains("later");
        assertThat(api.get("/api/agents/worker/requests").expect(200).json().get("items"))
                .hasSize(1);
    }

    @Test
    void queuesForAStoppedAgentAndDeliversAfterItsStart() {
        deploy("resting", "manual");
        String location = api.post("/agent/resting/echo", Api.object().put("a", 1))
                .expect(202)
                .json()
                .get("location")
                .asText();
        assertThat(api.get(location).expect(200).json().get("status").asText()).isEqualTo("accepted");
        assertThat(api.status("resting")).isEqualTo("created");

        api.post("/api/agents/resting/start").expect(200);

        Until.holds(
                "it was answered",
                LIMIT,
                () -> api.get(location)
                        .expect(200)
                        .json()
                        .get("status")
                        .asText()
                        .equals("completed"));
    }

    @Test
    void cancelsWhatWaitsAndReplaysWhatEnded() {
        deploy("desk", "manual");
        String location = api.post("/agent/desk/echo", Api.object().put("a", 1))
                .expect(202)
                .json()
                .get("location")
                .asText();

        assertThat(api.delete(location).status()).isBetween(200, 204);
        JsonNode ended = api.get(location).expect(200).json();
        assertThat(ended.get("status").asText()).isEqualTo("abandoned");

        api.post("/api/agents/desk/start").expect(200);
        JsonNode replayed = api.post(location + "/replay").expect(202).json();
        String again = "/api/agents/" + api.agent("desk").get("id").asText() + "/requests/"
                + replayed.get("id").asText();
        Until.holds(
                "the new one was answered",
                LIMIT,
                () -> api.get(again).expect(200).json().get("status").asText().equals("completed"));
    }
}
