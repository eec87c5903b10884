package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.DataSize;
import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.testkit.Eventually;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls that come again with the same `Idempotency-Key`.
class KeyedCallsTest {

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

    @Test
    void runsAKeyedCallOnceAndGivesTheSameAnswerAgain() {
        gate.ready(agent);

        Conversation.Message first = gate.call("POST", "/pay", "10", "Idempotency-Key: k1");
        Conversation.Message second = gate.call("POST", "/pay", "10", "Idempotency-Key: k1");

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo("done");
        assertThat(second.header("X-Own")).containsExactly("yes");
        assertThat(KeptGate.entryOf(second)).isEqualTo(KeptGate.entryOf(first));
        assertThat(heard).hasSize(1);
        assertThat(heard.element().header("Idempotency-Key")).containsExactly("k1");
    }

    @Test
    void refusesAKeyThatBelongsToAnotherCall() {
        gate.ready(agent);
        gate.call("POST", "/pay", "10", "Idempotency-Key: k1");

        Conversation.Message other = gate.call("POST", "/pay", "11", "Idempotency-Key: k1");

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.body()).contains("idempotency_key_reused");
        assertThat(heard).hasSize(1);
    }

    @Test
    void letsTheRepeaterOfARunningCallWaitForIt() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (ScriptedUpstream slow = ScriptedUpstream.of(client -> {
                    client.readMessage();
                    KeptGate.awaited(goOn);
                    client.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nonce");
                    client.readToEnd();
                });
                Conversation first = gate.ready(slow).connect();
                Conversation second = gate.connect()) {
            first.send(KeptGate.request("POST", "/", "x", "Idempotency-Key: same"));
            Eventually.holds("it runs", () -> slow.connections() == 1);
            second.send(KeptGate.request("POST", "/", "x", "Idempotency-Key: same"));
            goOn.countDown();

            assertThat(first.readMessage().body()).isEqualTo("once");
            assertThat(second.readMessage().body()).isEqualTo("once");
            assertThat(slow.connections()).isEqualTo(1);
        }
    }

    @Test
    void remembersThatAnAnswerWasTooLargeToKeep() {
        gate.ready(
                answering("y".repeat(3000)).address(),
                DEFAULT.with(DEFAULT.journal().withKeepResponse(DataSize.parse("1k"))));

        Conversation.Message first = gate.call("POST", "/", "x", "Idempotency-Key: big");
        Conversation.Message second = gate.call("POST", "/", "x", "Idempotency-Key: big");

        assertThat(first.body()).hasSize(3000);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.body()).contains("response_not_kept").contains("3000");
    }
}
