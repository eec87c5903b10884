package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Until;
import dev.berth.engine.Engine;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.docker.DockerEngines;
import dev.berth.testkit.engine.PrivateEngine;
import dev.berth.testkit.engine.TestImages;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An engine of the scenario's own goes away under a whole server, and comes back.
class EngineOutageIT {

    private static final String IMAGE = "berth-e2e/act:1";
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path engineFolder;

    private PrivateEngine engine;
    private Berth berth;
    private Api api;

    @BeforeEach
    void start(@TempDir Path home) {
        engine = new PrivateEngine(engineFolder);
        try (Engine direct = DockerEngines.connect(engine.host())) {
            direct.images()
                    .importTar(TestImages.act(IMAGE, "dev.berth.e2e"), new ByteArrayInputStream(TestImages.actRoot()));
        }
        berth = Berth.in(home.resolve("home"))
                .with("DOCKER_HOST", engine.host().toString())
                .start();
        api = berth.api();
    }

    @AfterEach
    void end() {
        berth.close();
        engine.close();
    }

    private static ObjectNode agent(String name, String restart) {
        ObjectNode body = Api.object().put("name", name).put("restart", restart);
        ObjectNode config =
                body.putObject("container_config").put("image", IMAGE).put("network", "none");
        config.putArray("command").add("act").add("wait");
        return body;
    }

    private void deployed(String name, String restart) {
        api.post("/api/agents", agent(name, restart)).expect(201);
        api.await(name, "running");
    }

    @Test
    void answersWhileTheEngineIsAwayAndIsWellSoonAfterItsReturn() {
        deployed("one", "on-failure");
        deployed("fragile", "no");
        deployed("resting", "on-failure");
        api.post("/api/agents/resting/stop").expect(200);

        engine.kill();
        Until.holds("it is shown", SOON, () -> api.status("one").equals("unreachable"));
        assertThat(api.agent("one").get("status_reason").asText()).isNotBlank();
        assertThat(api.status("resting")).isEqualTo("stopped");
        JsonNode ready = api.get("/health?ready").expect(503).json();
        assertThat(ready.toString()).contains("engine");
        api.get("/health").expect(200);
        api.post("/api/agents", agent("meanwhile", "on-failure")).expect(201);

        engine.start();
        Until.holds(
                "all is well",
                SOON,
                () -> api.status("one").equals("running")
                        && api.status("meanwhile").equals("running")
                        && api.status("fragile").equals("failed"));
        assertThat(api.status("resting")).isEqualTo("stopped");
        assertThat(api.agent("fragile").get("status_reason").asText()).contains("went down");
        assertThat(api.agent("one").get("restarts").asInt()).isZero();
        api.get("/health?ready").expect(200);
    }

    @Test
    void startsWhatWentDownWithItsEngineWhileTheServerWasAwayToo() {
        deployed("one", "on-failure");
        deployed("stopped-by-hand", "on-failure");
        String container = api.agent("stopped-by-hand").get("container_id").asText();

        berth.kill();
        engine.kill();
        engine.start();
        try (Engine direct = DockerEngines.connect(engine.host())) {
            direct.containers().start(new ContainerId(container));
            direct.containers().stop(new ContainerId(container), Duration.ofSeconds(5));
        }
        berth.start();
        api = berth.api();

        Until.holds(
                "it is seen what happened",
                SOON,
                () -> reasons("one").contains("It went down with its engine or host."));
        api.await("one", "running");
        Until.holds(
                "a person's stop is left alone",
                SOON,
                () -> api.status("stopped-by-hand").equals("stopped"));
    }

    @Test
    void startsWhatAnEndingEngineStoppedWhileTheServerWasAway() {
        deployed("one", "on-failure");

        berth.kill();
        engine.terminate();
        engine.start();
        berth.start();
        api = berth.api();

        Until.holds(
                "it runs anew", SOON, () -> api.agent("one").get("generation").asInt() == 2);
        api.await("one", "running");
    }

    @Test
    void hasOneInstanceAfterItsEngineWentDownDuringAnUpdateThatOverlaps() {
        String id = api.deploy(agent("twins", "on-failure").put("overlap", true));
        api.await("twins", "running");
        ObjectNode patch = Api.object();
        patch.putObject("health_check").putArray("command").add("no-such-program");
        api.patch("/api/agents/twins?rollout=true&ready_within=15s", patch, "wait=0")
                .expect(200);
        Until.holds("both run", SOON, () -> containers(id, Phase.RUNNING) == 2);

        engine.kill();
        engine.start();

        Until.holds(
                "it went back",
                SOON.multipliedBy(3),
                () -> api.agent("twins").get("rollout").get("phase").asText().equals("went_back"));
        api.await("twins", "running");
        Until.holds(
                "one container is left",
                SOON,
                () -> containers(id, Phase.RUNNING) == 1
                        && containers(id, Phase.EXITED) == 0
                        && containers(id, Phase.CREATED) == 0);
    }

    private long containers(String agent, Phase phase) {
        try (Engine direct = DockerEngines.connect(engine.host())) {
            return direct.containers().list(LabelSelector.having("dev.berth.agent", agent)).stream()
                    .filter(container -> container.phase() == phase)
                    .count();
        }
    }

    private List<String> reasons(String agent) {
        return api.get("/api/agents/" + agent + "/events")
                .expect(200)
                .json()
                .get("items")
                .findValuesAsText("reason");
    }
}
