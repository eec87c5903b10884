package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.gateway.callback.CallbackPolicy;
import dev.berth.journal.EntryId;
import dev.berth.kit.Backoff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls with callbacks that a server took on, and that was killed before it wrote down that their callbacks are owed:
/// however such a call ends, its callback is posted.
class CallbacksOfFormerRunsTest {

    private static final String URL = "https://example.org/done";
    private static final String ASYNC = "Prefer: respond-async";
    private static final String KEY = "Idempotency-Key: one";

    private static final CallbackPolicy POLICY = new CallbackPolicy(
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(20)),
            Duration.ofHours(24),
            Duration.ofHours(1),
            5,
            8,
            2);

    @TempDir
    Path folder;

    private CallbackGate gate;
    private EntryId id;

    @BeforeEach
    void takeOnAndForgetTheCallback() throws IOException {
        gate = new CallbackGate(folder, POLICY);
        gate.gate().asleep(CallPolicy.DEFAULT);
        id = KeptGate.entryOf(gate.call("POST", "/orders", URL, ASYNC, KEY));
        gate.close();
        for (String ending : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(folder.resolve("callbacks.db" + ending));
        }
        gate = new CallbackGate(folder, POLICY);
    }

    @AfterEach
    void close() {
        gate.close();
    }

    private void awaitPostOf(String status) {
        JsonNode told = gate.awaitPost(1).json();
        assertThat(told.get("id").asText()).isEqualTo(id.toString());
        assertThat(told.get("status").asText()).isEqualTo(status);
    }

    @Test
    void areOwedWhenTheirCallIsDelivered() {
        try (ScriptedUpstream agent = KeptGate.answering(new LinkedBlockingQueue<>(), "done")) {
            gate.gate().ready(agent);

            awaitPostOf("completed");
        }
    }

    @Test
    void areOwedBeforeTheirCallIsGivenUp() {
        gate.gate().routes().remove();

        awaitPostOf("abandoned");
    }

    @Test
    void areOwedBeforeTheirCallIsCancelled() {
        gate.gate().calls().deliverer().cancel(id, false);

        awaitPostOf("abandoned");
    }

    @Test
    void areOwedToACallerWhoRepeatsTheCall() {
        EntryId same = KeptGate.entryOf(gate.call("POST", "/orders", URL, ASYNC, KEY));

        assertThat(same).isEqualTo(id);
        assertThat(gate.awaitState(id, _ -> true).attempts()).isZero();
    }
}
