package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Engine;
import dev.berth.e2e.support.FreePort;
import dev.berth.e2e.support.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Ports of the host that agents are published on. The installation has a range of three.
@TestInstance(Lifecycle.PER_CLASS)
class HostPortsIT {

    private static final int RANGE = 3;

    @TempDir
    static Path folder;

    private final int first = FreePort.row(RANGE);
    private Berth berth;
    private Api api;

    @BeforeAll
    void start() {
        berth = Berth.in(folder.resolve("home"))
                .with("AGENT_PORT_RANGE_START", Integer.toString(first))
                .with("AGENT_PORT_RANGE_END", Integer.toString(first + RANGE - 1))
                .start();
        api = berth.api();
    }

    @AfterEach
    void removeAgents() {
        api.list()
                .forEach(agent -> api.delete("/api/agents/" + agent.get("id").asText() + "?force=true")
                        .expect(204));
    }

    @AfterAll
    void end() {
        berth.close();
    }

    private static ObjectNode publishing(String name, Object host) {
        ObjectNode body = Agents.sample(name).put("public", true);
        ObjectNode port = Agents.config(body).putArray("ports").addObject().put("container", 8000);
        if (host instanceof Integer number) {
            port.put("host", number);
        } else {
            port.put("host", host.toString());
        }
        return body;
    }

    private static ServerSocket foreign(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    private static String askOn(int port) {
        try (Wire wire = new Wire("http://127.0.0.1:" + port)) {
            return wire.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").reply().body();
        }
    }

    @Test
    void publishesOnLoopbackUnlessAskedOtherwise() {
        JsonNode agent = api.deployed(publishing("quiet", "auto"));

        assertThat(agent.get("host_port").asInt()).isEqualTo(first);
        assertThat(askOn(first)).contains("ok");
        String bindings = Engine.must(
                        "inspect",
                        "--format",
                        "{{json .HostConfig.PortBindings}}",
                        agent.get("container_id").asText())
                .output();
        assertThat(bindings).contains("\"HostIp\":\"127.0.0.1\"").doesNotContain("0.0.0.0");
    }

    @Test
    void skipsPortsOfStoppedAgentsAndOfOtherPrograms() throws IOException {
        JsonNode stopped = api.deployed(publishing("stopped", "auto"));
        api.post("/api/agents/stopped/stop").expect(200);
        try (ServerSocket _ = foreign(first + 1)) {
            JsonNode next = api.deployed(publishing("next", "auto"));

            assertThat(stopped.get("host_port").asInt()).isEqualTo(first);
            assertThat(next.get("host_port").asInt()).isEqualTo(first + 2);
        }
    }

    @Test
    void saysWhenTheRangeIsUsedUp() {
        for (int i = 0; i < RANGE; i++) {
            api.post("/api/agents", publishing("holder-" + i, "auto").put("start", "manual"))
                    .expect(201);
        }

        JsonNode problem = api.post("/api/agents", publishing("one-too-many", "auto"))
                .expect(409)
                .json();

        assertThat(problem.get("detail").asText())
                .contains(Integer.toString(first), Integer.toString(first + RANGE - 1));
        api.delete("/api/agents/holder-1").expect(204);
        api.post("/api/agents", publishing("one-too-many", "auto").put("start", "manual"))
                .expect(201);
        assertThat(api.agent("one-too-many").get("host_port").asInt()).isEqualTo(first + 1);
    }

    @Test
    void choosesAnotherPortWhenTheChosenOneWasTakenMeanwhile() throws IOException {
        api.post("/api/agents", publishing("flexible", "auto").put("start", "manual"))
                .expect(201);
        try (ServerSocket _ = foreign(first)) {
            api.post("/api/agents/flexible/start").expect(200);

            assertThat(api.agent("flexible").get("host_port").asInt()).isEqualTo(first + 1);
            assertThat(askOn(first + 1)).contains("ok");
        }
    }

    @Test
    void failsWithTheRemedyWhenAWantedPortWasTakenMeanwhile() throws IOException {
        int wanted = FreePort.row(1);
        api.post("/api/agents", publishing("particular", wanted).put("start", "manual"))
                .expect(201);
        try (ServerSocket _ = foreign(wanted)) {
            JsonNode problem =
                    api.post("/api/agents/particular/start").expect(409).json();

            assertThat(problem.get("detail").asText()).contains(Integer.toString(wanted));
            JsonNode failed = api.agent("particular");
            assertThat(failed.get("status").asText()).isEqualTo("failed");
            assertThat(failed.get("status_reason").asText()).contains(wanted + " of the host is in use", "ss -ltnp");
        }
        api.post("/api/agents/particular/start").expect(200);
        assertThat(askOn(wanted)).contains("ok");
    }

    @Test
    void refusesAPortThatIsPublishedTwice() {
        ObjectNode sameContainer = Agents.sample("twice");
        ArrayNode ports = Agents.config(sameContainer).putArray("ports");
        ports.addObject().put("container", 8000);
        ports.addObject().put("container", 8000).put("host", first);
        ObjectNode sameHost = Agents.sample("twice");
        ports = Agents.config(sameHost).putArray("ports");
        ports.addObject().put("container", 8000).put("host", first);
        ports.addObject().put("container", 8001).put("host", first);

        assertThat(pointer(sameContainer)).isEqualTo("/container_config/ports/1/container");
        assertThat(pointer(sameHost)).isEqualTo("/container_config/ports/1/host");
    }

    private String pointer(ObjectNode body) {
        JsonNode problem = api.post("/api/agents", body).expect(422).json();
        return problem.get("errors").get(0).get("pointer").asText();
    }
}
