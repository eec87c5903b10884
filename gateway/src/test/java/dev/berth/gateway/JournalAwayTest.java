package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState.Completed;
import dev.berth.testkit.Eventually;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls whose journal does not answer for a while: none is given up for it, and none is run again.
class JournalAwayTest {

    private static final String LARGE = "x".repeat(200_000);

    @TempDir
    Path folder;

    private KeptGate gate;
    private final BlockingQueue<Conversation.Message> heard = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() {
        gate = new KeptGate(folder);
    }

    @AfterEach
    void close() {
        gate.close();
    }

    /// A call that is kept while the agent sleeps.
    private EntryId kept(String body) {
        gate.asleep(CallPolicy.DEFAULT);
        Conversation.Message accepted = gate.call("POST", "/work", body, "Prefer: respond-async");
        assertThat(accepted.status()).isEqualTo(202);
        return KeptGate.entryOf(accepted);
    }

    private static boolean isAnswered(Entry entry) {
        return entry.state() instanceof Completed;
    }

    @Test
    void deliversLaterWhatCannotBeReadNow() throws Exception {
        try (ScriptedUpstream agent = KeptGate.answering(heard, "done")) {
            EntryId id = kept("one");
            gate.fickle().away(true);
            gate.ready(agent);
            Eventually.holds("it was to be delivered", () -> gate.fickle().askedInVain() > 1);
            assertThat(gate.journal().find(id).orElseThrow().isOpen()).isTrue();

            gate.fickle().away(false);

            Entry ended = gate.await("it is answered", id, JournalAwayTest::isAnswered);
            assertThat(ended.state().attempts()).isEqualTo(1);
            assertThat(heard.take().body()).isEqualTo("one");
        }
    }

    @Test
    void deliversAgainWhatCouldNotBeReadToItsEnd() throws Exception {
        try (ScriptedUpstream agent = KeptGate.answering(heard, "done")) {
            EntryId id = kept(LARGE);
            gate.fickle().breakNextBody();

            gate.ready(agent);

            gate.await("it is answered", id, JournalAwayTest::isAnswered);
            assertThat(gate.fickle().askedInVain()).isEqualTo(1);
            assertThat(heard.take().body()).isEqualTo(LARGE);
        }
    }

    @Test
    void holdsALargeAnswerUntilItCanBeKept() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedUpstream agent = ScriptedUpstream.of(client -> {
                    heard.add(client.readMessage());
                    asked.countDown();
                    KeptGate.awaited(answer);
                    client.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE.length() + "\r\n\r\n" + LARGE);
                });
                Conversation caller = gate.ready(agent).connect()) {
            caller.send(KeptGate.request("POST", "/work", "one"));
            KeptGate.awaited(asked);
            gate.fickle().away(true);
            answer.countDown();
            Eventually.holds("it is to be kept", () -> gate.fickle().askedInVain() > 0);

            gate.fickle().away(false);

            Conversation.Message got = caller.readMessage();
            assertThat(got.body()).isEqualTo(LARGE);
            assertThat(gate.keptBody(KeptGate.entryOf(got))).isEqualTo(LARGE);
            assertThat(heard).hasSize(1);
        }
    }

    @Test
    void refusesACallThatCannotBeKept() {
        try (ScriptedUpstream agent = KeptGate.answering(heard, "done")) {
            gate.ready(agent);
            gate.fickle().away(true);

            assertThat(gate.call("POST", "/work", "one").status()).isEqualTo(503);
            assertThat(gate.call("POST", "/work", LARGE).status()).isEqualTo(503);
            assertThat(heard).isEmpty();
        }
    }
}
