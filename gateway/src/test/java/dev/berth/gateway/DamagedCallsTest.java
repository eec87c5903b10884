package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.instance.InstanceId;
import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.journal.Admission;
import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState.Abandoned;
import dev.berth.journal.EntryState.Completed;
import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.Offer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls of which what was kept cannot be read any more.
class DamagedCallsTest {

    @TempDir
    Path folder;

    /// A call that a former run was delivering when it was killed.
    private static EntryId orphan(KeptGate gate) {
        Offer.Terms terms = new Offer.Terms(Instant.now().plusSeconds(3600), Duration.ofHours(1), 100, Long.MAX_VALUE);
        Bytes head = Bytes.of("POST /lost HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        Admission admission = gate.journal()
                .accept(new Offer(
                        FakeRoutes.SHOP, head, Body.EMPTY, terms, null, new InstanceId(FakeRoutes.SHOP, 1), null))
                .toCompletableFuture()
                .join();
        assertThat(admission).isInstanceOf(Admission.Taken.class);
        return ((Admission.Taken) admission).entry().id();
    }

    @Test
    void keepNoServerFromItsStartAndNoOtherCallFromItsAgent() throws Exception {
        EntryId damaged;
        EntryId behind;
        try (KeptGate former = new KeptGate(folder).asleep(CallPolicy.DEFAULT)) {
            damaged = orphan(former);
            behind = KeptGate.entryOf(former.call("POST", "/behind", "x", "Prefer: respond-async"));
        }
        BlockingQueue<Conversation.Message> heard = new LinkedBlockingQueue<>();
        try (KeptGate gate = new KeptGate(folder).asleep(CallPolicy.DEFAULT);
                ScriptedUpstream agent = KeptGate.answering(heard, "done")) {
            gate.fickle().damage(damaged);

            gate.resumed().ready(agent);

            Entry ended = gate.await("the damaged one is given up", damaged, entry -> !entry.isOpen());
            assertThat(ended.state())
                    .isInstanceOfSatisfying(
                            Abandoned.class, end -> assertThat(end.reason()).isEqualTo(Reason.DAMAGED));
            gate.await("the other is answered", behind, entry -> entry.state() instanceof Completed);
            assertThat(heard.take().startLine()).startsWith("POST /behind");
        }
    }
}
