package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.gateway.callback.CallbackPromises;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.JournalFailure;
import dev.berth.kit.Problem;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls with callbacks while the disk does not take what is owed.
class OwingTest {

    private static final String CALLBACK = "Berth-Callback: https://example.org/";
    private static final String ASYNC = "Prefer: respond-async";

    @TempDir
    Path folder;

    private final AtomicBoolean failing = new AtomicBoolean();

    private KeptGate gate() {
        return new KeptGate(folder, _ -> new CallbackPromises() {
            @Override
            public Optional<Problem> obstacle(AgentId agent, String text) {
                return Optional.empty();
            }

            @Override
            public void owe(Entry entry, String text) {
                if (failing.get()) {
                    throw new JournalFailure("the disk is full");
                }
            }
        });
    }

    @Test
    void takesNothingOnThatItCannotOwe() {
        failing.set(true);
        try (KeptGate gate = gate().asleep(CallPolicy.DEFAULT)) {
            Conversation.Message answer = gate.call("POST", "/", "x", CALLBACK, ASYNC);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("journal_unavailable");
            assertThat(gate.calls().deliverer().open(FakeRoutes.SHOP)).isZero();
            assertThat(gate.journal().open(FakeRoutes.SHOP)).isZero();
        }
    }

    @Test
    void takesACallBackOnceTheJournalTakesThat() {
        failing.set(true);
        try (KeptGate gate = gate().asleep(CallPolicy.DEFAULT)) {
            gate.fickle().refuseNextEnd();

            Conversation.Message answer = gate.call("POST", "/", "x", CALLBACK, ASYNC);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(gate.fickle().askedInVain()).isEqualTo(1);
            assertThat(gate.journal().open(FakeRoutes.SHOP)).isZero();
        }
    }

    @Test
    void deliversWhatWasTakenOnAllTheSame() {
        try (KeptGate gate = gate().asleep(CallPolicy.DEFAULT);
                ScriptedUpstream agent = KeptGate.answering(new LinkedBlockingQueue<>(), "done")) {
            EntryId id = KeptGate.entryOf(gate.call("POST", "/", "x", CALLBACK, ASYNC));
            failing.set(true);

            gate.ready(agent);

            Entry ended = gate.await("it ended", id, entry -> !entry.isOpen());
            assertThat(ended.state()).isInstanceOf(EntryState.Completed.class);
        }
    }
}
