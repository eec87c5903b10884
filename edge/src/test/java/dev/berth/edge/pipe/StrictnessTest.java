package dev.berth.edge.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Conversation;
import dev.berth.edge.EdgeLimits;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.TestEdge;
import dev.berth.edge.http.Corpus;
import dev.berth.edge.http.Fault;
import dev.berth.edge.http.HeadLimits;
import dev.berth.edge.route.Hooks;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The corpus, sent over real connections.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StrictnessTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
    private final TestEdge edge = new TestEdge(
            EdgeLimits.DEFAULT
                    .withRequestHead(new HeadLimits(4096, 1024, 32))
                    .withFlow(new EdgeLimits.Flow(1 << 20, 64 * 1024, 256 * 1024, 64 * 1024, 256 * 1024)),
            call -> TestEdge.forward(upstream, Hooks.NONE));

    @BeforeAll
    void start() {
        assertThat(edge.server().openConnections()).isZero();
    }

    @AfterAll
    void stop() {
        edge.close();
        upstream.close();
    }

    static List<Corpus.Entry> soundStreams() {
        return Corpus.entries().stream()
                .filter(entry ->
                        !entry.verdict().contains("partial") && entry.fault().isEmpty())
                .toList();
    }

    static List<Corpus.Entry> faultyStreams() {
        return Corpus.entries().stream()
                .filter(entry -> !entry.fault().isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("soundStreams")
    void answersEveryRequestOfASoundStream(Corpus.Entry entry) {
        try (Conversation client = edge.connect()) {
            client.send(entry.stream());

            for (String _ : entry.verdict().split(" ", -1)) {
                assertThat(client.readMessage().status()).isIn(100, 200);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("faultyStreams")
    void refusesAFaultyStreamAndClosesTheConnection(Corpus.Entry entry) {
        try (Conversation client = edge.connect()) {
            client.send(entry.stream());
            for (int before = entry.verdict().split(" ", -1).length - 1; before > 0; before--) {
                assertThat(client.readMessage().status()).isEqualTo(200);
            }

            Conversation.Message answer = client.readMessage();

            Fault fault = fault(entry.fault());
            assertThat(answer.status()).isEqualTo(fault.status());
            assertThat(answer.body()).contains("\"code\":\"" + fault.code() + "\"", "\"request_id\":");
            assertThat(answer.header("Connection")).containsExactly("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    private static Fault fault(String code) {
        return Arrays.stream(Fault.values())
                .filter(fault -> fault.code().equals(code))
                .findFirst()
                .orElseThrow();
    }
}
