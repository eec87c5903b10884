package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.CallPolicy.Redelivery;
import dev.berth.domain.agent.CallPolicy.WhenStopped;
import dev.berth.domain.agent.DataSize;
import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.EntryState.Abandoned;
import dev.berth.journal.EntryState.Completed;
import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.Stored;
import dev.berth.testkit.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls that are kept, over real connections and a real journal.
class KeptCallsTest {

    private static final CallPolicy DEFAULT = CallPolicy.DEFAULT;

    @TempDir
    Path folder;

    private KeptGate gate;
    private final BlockingQueue<Conversation.Message> heard = new LinkedBlockingQueue<>();
    private ScriptedUpstream agent;

    @BeforeEach
    void open() {
        gate = new KeptGate(folder);
        agent = answering("done");
    }

    @AfterEach
    void close() {
        gate.close();
        agent.close();
    }

    private ScriptedUpstream answering(String body) {
        return KeptGate.answering(heard, body);
    }

    private Stored.Response kept(EntryId id) {
        return gate.journal().response(id).orElseThrow();
    }

    @Test
    void keepsACallAndItsAnswer() throws Exception {
        gate.ready(agent);

        Conversation.Message answer = gate.call("POST", "/orders?x=1", "one", "X-Mine: a", "X-Mine: b");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("done");
        EntryId id = KeptGate.entryOf(answer);
        Entry entry = gate.journal().find(id).orElseThrow();
        assertThat(entry.state()).isInstanceOf(Completed.class);
        assertThat(kept(id).status()).isEqualTo(201);
        assertThat(gate.keptBody(id)).isEqualTo("done");
        Conversation.Message got = heard.take();
        assertThat(got.startLine()).isEqualTo("POST /orders?x=1 HTTP/1.1");
        assertThat(got.header("X-Mine")).containsExactly("a", "b");
        assertThat(got.header("X-Berth-Token")).isEmpty();
        assertThat(got.header("X-Berth-Attempt")).containsExactly("1");
        assertThat(got.header("Idempotency-Key")).containsExactly(id.toString());
        assertThat(got.body()).isEqualTo("one");
    }

    @Test
    void sparesASafeCallToAReadyAgent() {
        gate.ready(agent);

        Conversation.Message answer = gate.call("GET", "/", "");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Berth-Entry")).isEmpty();
        assertThat(gate.entries()).isEmpty();
    }

    @Test
    void holdsACallUntilTheAgentIsReadyAndStreamsTheAnswer() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (ScriptedUpstream streaming = ScriptedUpstream.of(client -> {
                    client.readMessage();
                    client.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
                    KeptGate.awaited(goOn);
                    client.send("3\r\ntwo\r\n0\r\n\r\n");
                });
                Conversation caller = gate.asleep(DEFAULT).connect()) {
            caller.send(KeptGate.request("GET", "/slow", ""));
            Eventually.holds("it waits", () -> gate.calls().deliverer().open(FakeRoutes.SHOP) == 1);
            assertThat(gate.routes().wakes()).isPositive();

            gate.ready(streaming);
            assertThat(caller.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(caller.read(8)).isEqualTo("3\r\none\r\n");
            goOn.countDown();
            assertThat(caller.read(13)).isEqualTo("3\r\ntwo\r\n0\r\n\r\n");
        }
    }

    @Test
    void answersLaterWhatWaitsLongerThanItsCaller() throws Exception {
        Conversation.Message answer = gate.asleep(DEFAULT).call("POST", "/later", "body", "Prefer: wait=0");

        assertThat(answer.status()).isEqualTo(202);
        EntryId id = KeptGate.entryOf(answer);
        assertThat(answer.header("Location")).containsExactly("/api/agents/" + FakeRoutes.SHOP + "/requests/" + id);
        assertThat(answer.header("Retry-After")).hasSize(1);

        gate.ready(agent);
        gate.await("it was answered", id, entry -> entry.state() instanceof Completed);
        Conversation.Message got = heard.take();
        assertThat(got.startLine()).isEqualTo("POST /later HTTP/1.1");
        assertThat(got.body()).isEqualTo("body");
        assertThat(got.header("Host")).containsExactly("shop:8000");
        assertThat(gate.keptBody(id)).isEqualTo("done");
    }

    @Test
    void answersAtOnceWhoAsksForThat() {
        Conversation.Message answer = gate.ready(agent).call("POST", "/", "x", "Prefer: respond-async");

        assertThat(answer.status()).isEqualTo(202);
        gate.await("it was answered", KeptGate.entryOf(answer), entry -> entry.state() instanceof Completed);
    }

    @Test
    void deliversAfterTheNextStartOfTheServer() throws Exception {
        EntryId id = KeptGate.entryOf(gate.asleep(DEFAULT).call("PUT", "/thing", "kept", "Prefer: wait=0"));
        gate.close();

        gate = new KeptGate(folder).asleep(DEFAULT).resumed();
        gate.ready(agent);

        gate.await("it was answered", id, entry -> entry.state() instanceof Completed);
        assertThat(heard.take().body()).isEqualTo("kept");
    }

    @Test
    void goesOnWhenTheCallerLeaves() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (ScriptedUpstream slow = ScriptedUpstream.of(client -> {
            client.readMessage();
            KeptGate.awaited(goOn);
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate");
        })) {
            gate.ready(slow);
            try (Conversation caller = gate.connect()) {
                caller.send(KeptGate.request("POST", "/", "x"));
                Eventually.holds("it is being delivered", () -> gate.entries().size() == 1);
                Eventually.holds("it reached the agent", () -> slow.connections() == 1);
            }
            EntryId id = gate.entries().getFirst().id();
            goOn.countDown();

            Entry entry = gate.await("it was answered", id, each -> each.state() instanceof Completed);
            assertThat(entry.state().attempts()).isEqualTo(1);
            assertThat(gate.keptBody(id)).isEqualTo("late");
        }
    }

    @Test
    void deliversAgainWhatItsAgentDiedOver() {
        AtomicInteger deliveries = new AtomicInteger();
        try (ScriptedUpstream mortal = ScriptedUpstream.of(client -> {
            client.readMessage();
            if (deliveries.incrementAndGet() > 1) {
                client.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain");
                client.readToEnd();
            }
        })) {
            Conversation.Message answer = gate.ready(mortal).call("POST", "/", "x");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("again");
            assertThat(gate.journal()
                            .find(KeptGate.entryOf(answer))
                            .orElseThrow()
                            .state()
                            .attempts())
                    .isEqualTo(2);
        }
    }

    @Test
    void keepsASafeCallWhenItsAgentDiesOverIt() {
        AtomicInteger deliveries = new AtomicInteger();
        try (ScriptedUpstream mortal = ScriptedUpstream.of(client -> {
            client.readMessage();
            if (deliveries.incrementAndGet() > 1) {
                client.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain");
                client.readToEnd();
            }
        })) {
            Conversation.Message answer = gate.ready(mortal).call("GET", "/", "");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Berth-Entry")).hasSize(1);
        }
    }

    @Test
    void doesNotRepeatWhatMustNotBeRepeated() {
        CallPolicy careful = new CallPolicy(
                DEFAULT.journal(),
                Redelivery.SAFE_METHODS_ONLY,
                DEFAULT.order(),
                DEFAULT.concurrency(),
                DEFAULT.whenStopped(),
                Set.of());
        try (ScriptedUpstream mortal = ScriptedUpstream.of(Conversation::readMessage)) {
            Conversation.Message answer = gate.ready(mortal.address(), careful).call("POST", "/", "x");

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("outcome_unknown");
            EntryState state =
                    gate.journal().find(KeptGate.entryOf(answer)).orElseThrow().state();
            assertThat(state)
                    .isInstanceOfSatisfying(
                            Abandoned.class, end -> assertThat(end.reason()).isEqualTo(Reason.OUTCOME_UNKNOWN));
            assertThat(mortal.connections()).isEqualTo(1);
        }
    }

    @Test
    void givesUpWhatKillsItsAgentEachTime() {
        try (ScriptedUpstream mortal = ScriptedUpstream.of(Conversation::readMessage)) {
            Conversation.Message answer = gate.ready(
                            mortal.address(), DEFAULT.with(DEFAULT.journal().withMaxAttempts(2)))
                    .call("POST", "/", "x");

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("attempts_used_up");
        }
    }

    @Test
    void asksAgainAfterAnAnswerThatEndsNothing() {
        AtomicInteger deliveries = new AtomicInteger();
        CallPolicy patient = new CallPolicy(
                DEFAULT.journal().withMaxAttempts(3),
                DEFAULT.redelivery(),
                DEFAULT.order(),
                DEFAULT.concurrency(),
                DEFAULT.whenStopped(),
                Set.of(503));
        try (ScriptedUpstream busy = ScriptedUpstream.of(client -> {
            client.readMessage();
            String status = deliveries.incrementAndGet() % 3 == 0 ? "200 OK" : "503 Busy";
            client.send("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nok");
            client.readToEnd();
        })) {
            gate.ready(busy.address(), patient);

            Conversation.Message answer = gate.call("POST", "/", "x");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(deliveries).hasValue(3);
        }
    }

    @Test
    void givesTheLastAnswerWhenNoneWasBetter() {
        CallPolicy patient = new CallPolicy(
                DEFAULT.journal().withMaxAttempts(2),
                DEFAULT.redelivery(),
                DEFAULT.order(),
                DEFAULT.concurrency(),
                DEFAULT.whenStopped(),
                Set.of(503));
        try (ScriptedUpstream busy =
                ScriptedUpstream.answering("HTTP/1.1 503 Busy\r\nX-Own: yes\r\nContent-Length: 2\r\n\r\nno")) {
            Conversation.Message answer = gate.ready(busy.address(), patient).call("POST", "/", "x");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("X-Own")).containsExactly("yes");
        }
    }

    @Test
    void queuesACallToAStoppedAgentAndSaysSo() {
        Conversation.Message answer = gate.stopped(DEFAULT).call("GET", "/", "");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).contains("stopped");
        assertThat(gate.routes().wakes()).isZero();
        gate.ready(agent);
        gate.await("it was answered", KeptGate.entryOf(answer), entry -> entry.state() instanceof Completed);
    }

    @Test
    void refusesACallToAStoppedAgentThatWantsNone() {
        CallPolicy refusing = new CallPolicy(
                DEFAULT.journal(),
                DEFAULT.redelivery(),
                DEFAULT.order(),
                DEFAULT.concurrency(),
                WhenStopped.REFUSE,
                Set.of());

        Conversation.Message answer = gate.stopped(refusing).call("POST", "/", "x");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("agent_stopped");
        assertThat(gate.entries()).isEmpty();
    }

    @Test
    void givesUpWhatWaitsWhenItsAgentIsRemoved() {
        EntryId id = KeptGate.entryOf(gate.stopped(DEFAULT).call("POST", "/", "x"));

        gate.routes().remove();

        Entry entry = gate.await("it ended", id, each -> !each.isOpen());
        assertThat(entry.state())
                .isInstanceOfSatisfying(
                        Abandoned.class, end -> assertThat(end.reason()).isEqualTo(Reason.AGENT_REMOVED));
    }

    @Test
    void keepsALargeBodyAndALargeAnswer() throws Exception {
        String large = "0123456789abcdef".repeat(20_000);
        try (ScriptedUpstream echo = ScriptedUpstream.of(client -> {
            Conversation.Message call = client.readMessage();
            client.send("HTTP/1.1 200 OK\r\nContent-Length: " + call.body().length() + "\r\n\r\n" + call.body());
            client.readToEnd();
        })) {
            Conversation.Message live = gate.ready(echo).call("POST", "/", large);
            assertThat(live.body()).isEqualTo(large);
            assertThat(gate.keptBody(KeptGate.entryOf(live))).isEqualTo(large);

            EntryId later = KeptGate.entryOf(gate.asleep(DEFAULT).call("POST", "/", large, "Prefer: respond-async"));
            gate.ready(echo);
            gate.await("it was answered", later, entry -> entry.state() instanceof Completed);
            assertThat(gate.keptBody(later)).isEqualTo(large);
        }
    }

    @Test
    void letsATooLargeBodyThroughAndSaysThatItIsNotKept() {
        CallPolicy small = DEFAULT.with(DEFAULT.journal().withMaxBody(DataSize.parse("1k")));
        gate.ready(agent.address(), small);

        Conversation.Message answer = gate.call("POST", "/", "x".repeat(2000));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Berth-Durable")).containsExactly("no");
        assertThat(gate.entries()).isEmpty();
        assertThat(gate.asleep(small).call("POST", "/", "x".repeat(2000)).status())
                .isEqualTo(413);
    }

    @Test
    void deliversQueuedCallsInTheirOrder() {
        gate.asleep(strict());
        List<EntryId> ids = IntStream.range(0, 20)
                .mapToObj(number -> KeptGate.entryOf(gate.call("POST", "/" + number, "x", "Prefer: respond-async")))
                .toList();

        gate.ready(agent.address(), strict());

        gate.await("all were answered", ids.getLast(), entry -> !entry.isOpen());
        assertThat(heard.stream().map(Conversation.Message::startLine))
                .containsExactlyElementsOf(IntStream.range(0, 20)
                        .mapToObj(number -> "POST /" + number + " HTTP/1.1")
                        .toList());
    }

    private static CallPolicy strict() {
        return new CallPolicy(
                DEFAULT.journal(), DEFAULT.redelivery(), CallPolicy.Order.STRICT, 1, DEFAULT.whenStopped(), Set.of());
    }
}
