package dev.berth.e2e.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Engine;
import dev.berth.e2e.support.Until;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// The server in a container of its own image, started by `compose.yaml`, its agents beside it.
@TestInstance(Lifecycle.PER_CLASS)
class ContainerFormIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final ComposedServer server = new ComposedServer();

    @BeforeAll
    void start() {
        server.buildImages();
        server.compose("up", "--detach");
        server.awaitCalls();
    }

    @AfterEach
    void removeAgents() {
        Api api = server.api();
        for (JsonNode agent : api.list()) {
            api.delete("/api/agents/" + agent.get("id").asText() + "?force=true&volumes=true")
                    .expect(204);
        }
    }

    @AfterAll
    void end() {
        server.close();
    }

    @Test
    void reachesAnAgentByItsNameOverTheNetworkThatBothAreOn() {
        String id = deployed("neighbour");

        JsonNode agent = server.api().agent(id);
        assertThat(agent.get("address").asText()).isEqualTo(id + "-1:8000");
        assertThat(agent.get("url").asText()).isEqualTo(server.url() + "/agent/neighbour/");
        assertThat(server.inspect("{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"))
                .isEqualTo(server.network());
        assertThat(Engine.must(
                                "inspect",
                                "--format",
                                "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}{{.NetworkSettings.Ports}}",
                                "berth-neighbour-" + id)
                        .output())
                .contains(server.network())
                .doesNotContain("HostPort");
        assertThat(server.api()
                        .get("/agent/neighbour/")
                        .expect(200)
                        .json()
                        .get("name")
                        .asText())
                .isEqualTo("neighbour");
    }

    @Test
    void tellsLogsAndFigures() {
        String id = deployed("talker");
        server.api().get("/agent/talker/echo").expect(200);

        Until.holds(
                "the call is in the log",
                SOON,
                () -> server.api()
                        .get("/api/agents/" + id + "/logs")
                        .expect(200)
                        .json()
                        .get("logs")
                        .asText()
                        .contains("/echo"));
        JsonNode stats = server.api()
                .get("/api/agents/" + id + "/stats")
                .expect(200)
                .json()
                .get("stats");
        assertThat(stats.get("memory_bytes").asLong()).isBetween(1L << 20, 512L << 20);
        assertThat(stats.get("memory_limit_bytes").asLong()).isEqualTo(512L << 20);
    }

    /// While both live, the agent's id and slug are names of two containers: calls go by a name that each has alone.
    @Test
    void tellsTheTwoInstancesOfAnUpdateThatOverlapsFromEachOther() {
        String id = deployed("twins");
        ObjectNode patch = Api.object().put("overlap", true);
        patch.putObject("container_config").putObject("env_vars").put("VERSION", "2");
        server.api().get("/agent/twins/").expect(200);

        server.api().patch("/api/agents/twins?rollout=true", patch, "wait=60").expect(200);

        JsonNode agent = server.api().agent(id);
        assertThat(agent.get("rollout").get("phase").asText()).isEqualTo("done");
        assertThat(agent.get("address").asText()).isEqualTo(id + "-2:8000");
        server.api().get("/agent/twins/").expect(200);
        Until.holds(
                "one container, with the usual name",
                SOON,
                () -> Engine.must("ps", "-a", "--format", "{{.Names}}", "--filter", "label=dev.berth.agent=" + id)
                        .lines()
                        .equals(List.of("berth-twins-" + id)));
    }

    @Test
    void findsAnAgentAtItsNewAddressAtOnce() {
        String mover = deployed("mover");
        server.api().get("/agent/mover/").expect(200);
        server.api().post("/api/agents/" + mover + "/stop").expect(200);
        deployed("squatter"); // takes the address that is free now

        server.api().post("/api/agents/" + mover + "/start").expect(200);

        assertThat(server.api()
                        .get("/agent/mover/")
                        .expect(200)
                        .json()
                        .get("name")
                        .asText())
                .isEqualTo("mover");
        assertThat(server.api()
                        .get("/agent/squatter/")
                        .expect(200)
                        .json()
                        .get("name")
                        .asText())
                .isEqualTo("squatter");
    }

    @Test
    void endsWhenAskedAndComesBackToTheSameAgents() {
        String id = deployed("stayer");
        String begun = startOf(id);

        server.compose("stop");
        String exitCode = server.inspect("{{.State.ExitCode}}");
        server.compose("start");
        server.awaitCalls();

        assertThat(exitCode).isEqualTo("143"); // SIGTERM, obeyed within the grace: 137 would be SIGKILL
        server.api().await(id, "running");
        server.api().get("/agent/stayer/").expect(200);
        assertThat(startOf(id)).isEqualTo(begun);
    }

    @Test
    void comesBackToTheSameAgentsAfterACrash() {
        String id = deployed("survivor");
        String begun = startOf(id);
        String crashed = server.inspect("{{.State.StartedAt}}");

        Engine.must("kill", server.container()); // the engine takes this for a wish and leaves it so
        Engine.must("start", server.container());
        server.awaitCalls();

        assertThat(server.inspect("{{.State.StartedAt}}")).isNotEqualTo(crashed);
        server.api().await(id, "running");
        server.api().get("/agent/survivor/").expect(200);
        assertThat(startOf(id)).isEqualTo(begun);
    }

    @Test
    void keepsItsStateWhenItsContainerIsMadeAnew() {
        String id = deployed("keeper");
        String token = server.adminToken();
        String earlier = server.container();

        server.compose("up", "--detach", "--force-recreate");
        server.awaitCalls();

        assertThat(server.container()).isNotEqualTo(earlier);
        assertThat(server.adminToken()).isEqualTo(token);
        server.api().await(id, "running");
        server.api().get("/agent/keeper/").expect(200);
    }

    @Test
    void hasTheCommandInsideAndIsFoundHealthyByIt() {
        String id = deployed("listed");

        assertThat(server.berth("list")).contains("listed", "running");
        assertThat(server.berth("invoke", id, "/")).contains("\"name\": \"listed\"");
        assertThat(server.inspect("{{json .Config.Healthcheck.Test}}")).isEqualTo("[\"CMD\",\"berth\",\"version\"]");
        assertThat(server.berth("version")).contains("server 0");
    }

    @Test
    void mayDoNothingThatItNeedsNot() {
        assertThat(server.inspect("{{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} {{.HostConfig.ReadonlyRootfs}}"))
                .isEqualTo("[ALL] [no-new-privileges:true] true");
        assertThat(server.inspect("{{json .HostConfig.PortBindings}}")).contains("\"HostIp\":\"127.0.0.1\"");
    }

    @Test
    void leavesNothingOfARemovedAgent() {
        String id = deployed("leaver");

        server.api().delete("/api/agents/" + id).expect(204);

        assertThat(Engine.containersOf(id)).isEmpty();
        server.api().get("/agent/leaver/").expect(404);
    }

    @Test
    void tellsTheTokenOnceInItsLog() {
        String log = Engine.must("logs", server.container()).output();

        assertThat(log).containsOnlyOnce(server.adminToken()).contains("Berth takes calls at " + server.url() + "\n");
        assertThat(log).doesNotContain("\tat ").doesNotContain(" WARN ");
    }

    private String deployed(String name) {
        String id = server.api()
                .post("/api/agents", Agents.sample(name))
                .expect(201)
                .json()
                .get("id")
                .asText();
        server.api().await(id, "running");
        return id;
    }

    private static String startOf(String id) {
        return Engine.must(
                        "inspect",
                        "--format",
                        "{{.State.StartedAt}}",
                        Engine.containersOf(id).getFirst())
                .output();
    }
}
