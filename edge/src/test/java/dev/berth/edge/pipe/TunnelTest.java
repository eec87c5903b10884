package dev.berth.edge.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.TestEdge;
import dev.berth.edge.WatchedExchange;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Outcome;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Connections that change their protocol.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class TunnelTest {

    private static final String UPGRADE =
            "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Key: abc\r\n\r\n";
    private static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

    private final WatchedExchange watched = new WatchedExchange();

    private TestEdge edge(ScriptedUpstream upstream) {
        return TestEdge.routing(call -> TestEdge.forward(upstream, Hooks.NONE.withObserver(watched)));
    }

    @Test
    void passesBytesBothWaysAfterTheSwitch() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    assertThat(agent.readHead()).contains("\r\nUpgrade: websocket\r\n", "\r\nConnection: upgrade\r\n");
                    agent.send(SWITCHED + "first");
                    agent.send(agent.read(4).toUpperCase(Locale.ROOT));
                    agent.isEnded();
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(UPGRADE);

            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .contains("Upgrade: websocket\r\n", "Connection: upgrade\r\n");
            assertThat(client.read(5)).isEqualTo("first");
            client.send("ping");
            assertThat(client.read(4)).isEqualTo("PING");
        }
        assertThat(watched.ending().outcome()).isEqualTo(Outcome.TUNNELLED);
        assertThat(watched.ending().bytesIn()).isEqualTo(UPGRADE.length() + 4);
    }

    @Test
    void givesTheTunnelWhatTheClientSentBeforeTheSwitch() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send(SWITCHED);
                    agent.send(agent.read(5));
                    agent.isEnded();
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(UPGRADE + "eager");

            client.readHead();

            assertThat(client.read(5)).isEqualTo("eager");
        }
    }

    @Test
    void passesTheEndOfEachSideOn() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send(SWITCHED);
                    agent.send(agent.readToEnd() + " and good bye");
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(UPGRADE);
            client.readHead();
            client.send("that is all").endOutput();

            assertThat(client.readToEnd()).isEqualTo("that is all and good bye");
        }
        assertThat(watched.ending().outcome()).isEqualTo(Outcome.TUNNELLED);
    }

    @Test
    void passesALotBothWays() {
        int megabytes = 20;
        byte[] megabyte = new byte[1 << 20];
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send(SWITCHED);
                    long count = agent.skip((long) megabytes << 20);
                    agent.send(Long.toString(count));
                    for (int i = 0; i < megabytes; i++) {
                        agent.send(megabyte);
                    }
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send(UPGRADE);
            client.readHead();
            for (int i = 0; i < megabytes; i++) {
                client.send(megabyte);
            }

            assertThat(client.read(8)).isEqualTo(Long.toString((long) megabytes << 20));
            assertThat(client.skip((long) megabytes << 20)).isEqualTo((long) megabytes << 20);
        }
    }

    @Test
    void goesOnInHttpWhenTheUpstreamDoesNotSwitch() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send(UPGRADE + UPGRADE);

            assertThat(client.readMessage().body()).isEqualTo("ok");
            assertThat(client.readMessage().body()).isEqualTo("ok");
        }
    }

    @Test
    void asksForNoCleartextHttp2() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    String head = agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                    + "HTTP2-Settings: AAMAAABk\r\n\r\n");

            assertThat(client.readMessage().body()).isEqualTo("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        }
    }

    @Test
    void refusesASwitchThatNobodyAskedFor() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send(SWITCHED + "raw");
                });
                TestEdge edge = edge(upstream);
                Conversation client = edge.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(client.readMessage().status()).isEqualTo(502);
        }
    }
}
