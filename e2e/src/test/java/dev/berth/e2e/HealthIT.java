package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.probe.UnwellAgent;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Engine;
import dev.berth.e2e.support.Probes;
import dev.berth.e2e.support.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Agents whose health check fails, on a real engine.
@TestInstance(Lifecycle.PER_CLASS)
class HealthIT {

    private static final Duration LATER = Duration.ofSeconds(90);
    private static final String TIMES_OF_CHECK = "\"interval\":\"1s\",\"timeout\":\"4s\",\"retries\":2";

    @TempDir
    static Path folder;

    private Berth berth;
    private Api api;
    private Probes probes;

    @BeforeAll
    void start() throws IOException {
        Path allowed = Files.createDirectories(folder.resolve("mounts"));
        probes = new Probes(allowed.resolve("probe"));
        berth = Berth.in(folder.resolve("home"))
                .with("BERTH_ALLOWED_MOUNTS", allowed.toString())
                .start();
        api = berth.api();
    }

    @AfterAll
    void end() {
        berth.close();
    }

    private static Path signs(String name) {
        return folder.resolve("mounts").resolve(name);
    }

    private static void put(String name, String sign) throws IOException {
        Files.createFile(signs(name).resolve(sign));
    }

    private static void take(String name, String sign) throws IOException {
        Files.delete(signs(name).resolve(sign));
    }

    private ObjectNode body(String name, ObjectNode check) throws IOException {
        Files.createDirectories(signs(name));
        ObjectNode body = probes.body(name, UnwellAgent.class).put("stop_grace", "1s");
        Agents.config(body)
                .withArray("volumes")
                .addObject()
                .put("source", signs(name).toString())
                .put("target", UnwellAgent.FOLDER)
                .put("read_only", true);
        body.set(
                "health_check", check.put("interval", "1s").put("timeout", "4s").put("retries", 2));
        return body;
    }

    private static ObjectNode http() {
        return Api.object().put("endpoint", "/health");
    }

    private static ObjectNode command() {
        ObjectNode check = Api.object();
        check.putArray("command")
                .add("/opt/java/bin/java")
                .add("-XX:TieredStopAtLevel=1")
                .add("-cp")
                .add("/probe")
                .add(UnwellAgent.class.getName())
                .add("check");
        return check;
    }

    private String running(ObjectNode body) {
        String id = api.post("/api/agents", body).expect(201).json().get("id").asText();
        api.await(id, "running");
        return id;
    }

    private JsonNode health(String id) {
        return api.get("/api/agents/" + id + "/health").expect(200).json();
    }

    private void await(String id, String word) {
        Until.holds(
                "it is " + word, LATER, () -> health(id).get("health").asText().equals(word));
    }

    private void awaitRestart(String id) {
        Until.holds(
                "it was started again",
                LATER,
                () -> api.agent(id).get("restarts").asInt() >= 1);
    }

    private JsonNode requests(String id) {
        return api.get("/api/agents/" + id + "/requests").expect(200).json().get("items");
    }

    private String events(String id) {
        return api.get("/api/agents/" + id + "/events").expect(200).text();
    }

    @Test
    void anAgentThatHangsIsStartedAgainAndTheReasonIsTold() throws IOException {
        String id = running(body("hangs", http()));
        assertThat(health(id).get("health").asText()).isEqualTo("healthy");

        put("hangs", "hangs");
        awaitRestart(id);
        take("hangs", "hangs");

        await(id, "healthy");
        assertThat(events(id))
                .contains("\"unhealthy\"", "health check failed: GET /health was not answered in time.")
                .contains("It was unhealthy. GET /health was not answered in time.");
        api.get("/agent/hangs/").expect(200);
    }

    @Test
    void anAgentThatIsNotToBeRestartedRecoversAndItsCallsWait() throws Exception {
        String id = running(body("recovers", http()).put("restart", "no"));

        put("recovers", "unwell");
        await(id, "unhealthy");
        JsonNode newest = health(id).get("results").get(0);
        assertThat(newest.get("outcome").asText()).isEqualTo("failed");
        assertThat(newest.get("detail").asText()).isEqualTo("GET /health answered 503: I am not well.");
        assertThat(api.agent(id).get("status_reason").asText())
                .isEqualTo("It is unhealthy: its health check fails. GET /health answered 503: I am not well.");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Api.Answer> waiting = threads.submit(() -> api.get("/agent/recovers/"));
            Until.holds("the call waits", LATER, () -> requests(id).size() == 1);
            assertThat(waiting.isDone()).isFalse();

            take("recovers", "unwell");

            assertThat(waiting.get().status()).isEqualTo(200);
        }
        await(id, "healthy");
        assertThat(api.agent(id).get("restarts").asInt()).isZero();
        assertThat(requests(id)).hasSize(1);
    }

    @Test
    void anAgentWhosePortClosesIsStartedAgain() throws IOException {
        String id = running(body("closes", Api.object().put("type", "tcp")));

        put("closes", "closed");
        awaitRestart(id);
        take("closes", "closed");

        await(id, "healthy");
        assertThat(events(id)).contains("It was unhealthy. Its port 8000 does not open");
    }

    @Test
    void aCommandDecidesInsideTheContainerAndIsKilledWhenItHangs() throws IOException {
        String id = running(body("command", command()).put("restart", "no"));
        String container = api.agent(id).get("container_id").asText();
        Until.holds(
                "a check told something",
                LATER,
                () -> health(id).get("detail").asText().equals("/opt/java/bin/java ended with code 0: I am well."));

        put("command", "hangs");
        await(id, "unhealthy");
        assertThat(health(id).get("detail").asText())
                .isEqualTo("/opt/java/bin/java did not end in time and was killed.");
        take("command", "hangs");
        put("command", "unwell");
        Until.holds(
                "it says why",
                LATER,
                () -> health(id).get("detail").asText().endsWith("ended with code 1: I am not well."));
        take("command", "unwell");

        await(id, "healthy");
        Until.holds(
                "no check is left behind",
                LATER,
                () -> Engine.must("top", container, "-o", "pid,args").lines().stream()
                                .filter(line -> line.endsWith(" check"))
                                .count()
                        <= 1);
    }

    @Test
    void aRestartedServerGoesOnWithTheAgentsOwnSettings() throws IOException {
        String id = running(body("restarted", http()));
        String container = api.agent(id).get("container_id").asText();

        berth.stop().start();
        api = berth.api();

        await(id, "healthy");
        assertThat(api.agent(id).get("container_id").asText()).isEqualTo(container);
        assertThat(api.agent(id).get("health_check").toString())
                .contains("\"endpoint\":\"/health\"")
                .contains(TIMES_OF_CHECK);
        put("restarted", "unwell");
        awaitRestart(id);
        take("restarted", "unwell");
        await(id, "healthy");
        assertThat(events(id)).contains("It was unhealthy. GET /health answered 503: I am not well.");
    }

    @Test
    void aFrozenAgentIsNotAskedAndChecksKeepNobodyAwake() throws IOException {
        ObjectNode body = body("sleeps", http());
        body.putObject("idle").put("freeze_after", "3s");
        String id = running(body);

        api.await(id, "hibernated");
        assertThat(health(id).get("health").asText()).isEqualTo("not_running");
        assertThat(api.agent(id).get("restarts").asInt()).isZero();

        api.get("/agent/sleeps/").expect(200);
        assertThat(events(id)).doesNotContain("\"unhealthy\"");
    }
}
