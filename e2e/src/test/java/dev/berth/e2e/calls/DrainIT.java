package dev.berth.e2e.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Probes;
import dev.berth.e2e.support.Until;
import dev.berth.e2e.support.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Agents that are told to end while they have calls.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrainIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private Berth berth;
    private Api api;
    private Probes probes;

    @BeforeAll
    void start() throws IOException {
        Path allowed = Files.createDirectories(folder.resolve("allowed"));
        berth = Berth.in(folder.resolve("home"))
                .with("BERTH_ALLOWED_MOUNTS", allowed.toString())
                .start();
        api = berth.api();
        probes = new Probes(allowed.resolve("probe"));
    }

    @AfterAll
    void end() {
        berth.close();
    }

    /// @param drain how long its calls may take when it ends
    private void running(String name, String drain) {
        ObjectNode body = probes.body(name);
        api.deployed(body.put("drain", drain));
    }

    /// A call that goes on until it is released: the agent has said that it has it.
    private Wire streaming(String name) {
        Wire wire = new Wire(berth.url());
        wire.send(Wire.head("GET /agent/" + name + "/events HTTP/1.1", "Host: berth", bearer(), "Connection: close"));
        assertThat(wire.head().status()).isEqualTo(200);
        wire.until("data: first\n\n");
        return wire;
    }

    private String bearer() {
        return "Authorization: Bearer " + berth.adminToken();
    }

    private void ask(String name, String what) {
        try (Wire wire = new Wire(berth.url())) {
            wire.send(Wire.head(
                    "POST /api/agents/" + name + "/" + what + " HTTP/1.1",
                    "Host: berth",
                    bearer(),
                    "Prefer: wait=0",
                    "Content-Length: 0"));
            assertThat(wire.reply().status()).isEqualTo(202);
        }
    }

    /// Lets the streaming call end, past the gateway, which lets nothing in.
    private void release(String name) {
        try (Wire wire = new Wire("http://" + api.agent(name).get("address").asText())) {
            wire.send(Wire.head("GET /release HTTP/1.1", "Host: agent", "Content-Length: 0"));
            assertThat(wire.reply().status()).isEqualTo(200);
        }
    }

    private String reason(String name) {
        return api.agent(name).get("status_reason").asText();
    }

    private void completes(String location) {
        Until.holds(
                location + " is answered",
                LIMIT,
                () -> api.get(location)
                        .expect(200)
                        .json()
                        .get("status")
                        .asText()
                        .equals("completed"));
    }

    private String queued(String name) {
        return api.post("/agent/" + name + "/echo", Api.object().put("a", 1))
                .expect(202)
                .json()
                .get("location")
                .asText();
    }

    @Test
    void aStoppingAgentFinishesItsStreamAndQueuesWhatComesMeanwhile() {
        running("stopping", "10m");
        String location;
        try (Wire stream = streaming("stopping")) {
            ask("stopping", "stop");
            assertThat(api.status("stopping")).isEqualTo("stopping");
            assertThat(reason("stopping")).matches("It was stopped\\. It waits for 1 open call, at most \\d+ s\\.");
            location = queued("stopping");

            release("stopping");

            assertThat(stream.rest()).contains("data: second, released\n\n").endsWith("\r\n0\r\n\r\n");
        }
        api.await("stopping", "stopped");
        api.post("/api/agents/stopping/start").expect(200);
        completes(location);
    }

    @Test
    void aRestartingAgentFinishesItsWebSocketAndCallsWaitForTheNextInstance() {
        running("restarting", "10m");
        long generation = api.agent("restarting").get("generation").asLong();
        try (Wire waiting = new Wire(berth.url())) {
            try (Wire socket = new Wire(berth.url())) {
                socket.send(Wire.head(
                        "GET /agent/restarting/upgrade HTTP/1.1",
                        "Host: berth",
                        bearer(),
                        "Connection: Upgrade",
                        "Upgrade: websocket"));
                assertThat(socket.head().status()).isEqualTo(101);
                ask("restarting", "restart");
                waiting.send(Wire.head("GET /agent/restarting/ HTTP/1.1", "Host: berth", bearer()));

                assertThat(socket.send("still here").take(10)).isEqualTo("still here");
                assertThat(api.agent("restarting").get("generation").asLong()).isEqualTo(generation);
                assertThat(reason("restarting")).contains("It waits for 1 open call, at most ");
            }
            assertThat(waiting.reply().status()).isEqualTo(200);
        }
        assertThat(api.await("restarting", "running").get("generation").asLong())
                .isEqualTo(generation + 1);
    }

    @Test
    void anAgentWhoseCallsTakeTooLongIsStoppedAndTheCallIsCutOff() {
        running("slow", "2s");
        try (Wire stream = streaming("slow")) {
            api.post("/api/agents/slow/stop").expect(200);

            assertThat(stream.rest()).doesNotContain("second");
        }
        assertThat(api.status("slow")).isEqualTo("stopped");
        assertThat(api.get("/api/agents/slow/events?limit=500").expect(200).text())
                .contains("It was stopped. 1 open call is cut off.");
    }

    @Test
    void forceCutsOffWhatIsStillWaitedFor() {
        running("forced", "10m");
        try (Wire stream = streaming("forced")) {
            ask("forced", "stop");
            assertThat(api.status("forced")).isEqualTo("stopping");

            api.post("/api/agents/forced/stop?force=true").expect(200);

            assertThat(stream.rest()).doesNotContain("second");
        }
        assertThat(api.status("forced")).isEqualTo("stopped");
    }

    @Test
    void anAgentThatWasBeingDrainedIsStoppedAfterTheServerWasKilled() {
        running("orphaned", "10m");
        try (Wire _ = streaming("orphaned")) {
            ask("orphaned", "stop");
            berth.kill();
        }
        berth.start();
        api = berth.api();

        api.await("orphaned", "stopped");
    }
}
