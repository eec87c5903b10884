package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.gateway.AgentRoute.Way;
import dev.berth.journal.EntryState;
import dev.berth.testkit.Eventually;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which calls an agent that is to end would be waited for.
class CallsAtWorkTest {

    @TempDir
    Path folder;

    private final CountDownLatch released = new CountDownLatch(1);
    private final ScriptedUpstream slow = ScriptedUpstream.of(client -> {
        while (true) {
            Conversation.Message _ = client.readMessage();
            KeptGate.awaited(released);
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
        }
    });

    @AfterEach
    void close() {
        released.countDown();
        slow.close();
    }

    private static String get() {
        return KeptGate.request("GET", "/", "");
    }

    @Test
    void countsACallThatIsNotKeptUntilItsAnswerHasGone() {
        try (Gate gate = new Gate(slow);
                Conversation client = gate.connect()) {
            client.send(get());
            Eventually.holds("the agent has it", () -> gate.atWork() == 1);

            released.countDown();
            assertThat(client.readMessage().status()).isEqualTo(200);
            Eventually.holds("it is over", () -> gate.atWork() == 0 && gate.all() == 0);
        }
    }

    @Test
    void doesNotCountACallThatIsHeldUntilItGoesOn() {
        try (Gate gate = new Gate(slow);
                Conversation client = gate.connect()) {
            Way.Clear clear = gate.clear();
            gate.routes().shop(false, new Way.Waiting("The agent is starting."));
            client.send(get());
            Eventually.holds("it is held", () -> gate.all() == 1 && gate.atWork() == 0);

            gate.routes().shop(false, clear);
            Eventually.holds("the agent has it", () -> gate.atWork() == 1);
            released.countDown();
            assertThat(client.readMessage().status()).isEqualTo(200);
            Eventually.holds("it is over", () -> gate.atWork() == 0 && gate.all() == 0);
        }
    }

    @Test
    void forgetsAHeldCallWhoseCallerLeft() {
        try (Gate gate = new Gate(slow)) {
            gate.routes().shop(false, new Way.Waiting("The agent is starting."));
            try (Conversation client = gate.connect()) {
                client.send(get());
                Eventually.holds("it is held", () -> gate.all() == 1 && gate.atWork() == 0);
            }
            Eventually.holds("it is over", () -> gate.all() == 0 && gate.atWork() == 0);
        }
    }

    @Test
    void doesNotCountAKeptCallThatWaitsWithItsCaller() {
        try (KeptGate gate = new KeptGate(folder).asleep(CallPolicy.DEFAULT);
                Conversation client = gate.connect()) {
            client.send(KeptGate.request("POST", "/", "order"));
            Eventually.holds("it is kept", () -> gate.entries().size() == 1);
            assertThat(gate.atWork()).isZero();

            gate.ready(slow);
            Eventually.holds("the agent has it", () -> gate.atWork() == 1);
            released.countDown();
            assertThat(client.readMessage().status()).isEqualTo(200);
            Eventually.holds("it is over", () -> gate.atWork() == 0 && gate.all() == 0);
        }
    }

    @Test
    void countsAKeptCallThatNobodyWaitsFor() {
        try (KeptGate gate = new KeptGate(folder).ready(slow)) {
            Conversation.Message taken = gate.call("POST", "/", "order", "Prefer: respond-async");
            assertThat(taken.status()).isEqualTo(202);
            Eventually.holds("the agent has it", () -> gate.atWork() == 1);

            released.countDown();
            gate.await(
                    "it was answered", KeptGate.entryOf(taken), entry -> entry.state() instanceof EntryState.Completed);
            Eventually.holds("it is over", () -> gate.atWork() == 0);
        }
    }

    @Test
    void countsACallWhoseCallerLeftWhileTheAgentWorksOnIt() {
        try (KeptGate gate = new KeptGate(folder).ready(slow)) {
            try (Conversation client = gate.connect()) {
                client.send(KeptGate.request("POST", "/", "order"));
                Eventually.holds("the agent has it", () -> gate.atWork() == 1);
            }
            Eventually.holds(
                    "it is under way",
                    () -> gate.entries().stream().anyMatch(entry -> entry.state() instanceof EntryState.Delivering));
            assertThat(gate.atWork()).isOne();

            released.countDown();
            Eventually.holds("it is over", () -> gate.atWork() == 0 && gate.all() == 0);
        }
    }

    @Test
    void doesNotCountACallWhoseBodyIsStillComing() {
        try (KeptGate gate = new KeptGate(folder).ready(slow);
                Conversation client = gate.connect()) {
            client.send("POST /agent/shop/ HTTP/1.1\r\nHost: berth.example\r\nX-Berth-Token: good\r\n"
                    + "Content-Length: 100\r\n\r\nthe beginning");
            Eventually.holds("it was let in", () -> gate.all() == 1 && gate.atWork() == 0);
        }
    }

    @Test
    void queuesWhatComesAfterTheRoutesWereClosedWhileAnotherCallGoesOn() {
        try (KeptGate gate = new KeptGate(folder).ready(slow);
                Conversation open = gate.connect()) {
            open.send(KeptGate.request("POST", "/", "order"));
            Eventually.holds("the agent has it", () -> gate.atWork() == 1);

            gate.stopped(CallPolicy.DEFAULT);
            assertThat(gate.call("POST", "/", "another").status()).isEqualTo(202);
            assertThat(gate.atWork()).isOne();

            released.countDown();
            assertThat(open.readMessage().status()).isEqualTo(200);
            Eventually.holds("it is over", () -> gate.atWork() == 0);
        }
    }
}
