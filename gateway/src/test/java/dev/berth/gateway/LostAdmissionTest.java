package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.edge.Conversation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A call that the journal may have taken on without being able to say so.
class LostAdmissionTest {

    @TempDir
    Path folder;

    @Test
    void doesNotSayThatTheCallWasNotTakenOn() {
        try (KeptGate gate = new KeptGate(folder).asleep(CallPolicy.DEFAULT)) {
            gate.fickle().loseNextAdmission();

            Conversation.Message answer = gate.call("POST", "/", "x", "Prefer: respond-async");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("journal_unavailable", "may have been taken on");
        }
    }
}
