package dev.berth.edge.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.Background;
import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.TestEdge;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Long bodies flow in bounded memory, however slowly the other side reads.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class BackPressureTest {

    private static final int MEGABYTES = 200;
    private static final byte[] MEGABYTE = new byte[1 << 20];
    private static final long TOTAL = (long) MEGABYTES << 20;

    /// What a pipe may hold: the water marks, a read or two, and the pool's granularity.
    private static final long BOUND = 16L << 20;

    private static long usedDirectMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    @Test
    void streamsALongBodyUpInBoundedMemory() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    Background.letBuffersFill(Duration.ofMillis(500));
                    long count = agent.skip(TOTAL);
                    String body = Long.toString(count);
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                    agent.isEnded();
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + TOTAL + "\r\n\r\n");
            long before = usedDirectMemory();
            CompletableFuture<Long> sending = Background.supply(() -> sendAll(client));

            long most = sending.orTimeout(120, TimeUnit.SECONDS).join();

            assertThat(client.readMessage().body()).isEqualTo(Long.toString(TOTAL));
            assertThat(most - before).isLessThan(BOUND);
        }
    }

    private static long sendAll(Conversation client) {
        long most = 0;
        for (int i = 0; i < MEGABYTES; i++) {
            client.send(MEGABYTE);
            most = Math.max(most, usedDirectMemory());
        }
        return most;
    }

    @Test
    void streamsALongAnswerDownInBoundedMemory() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nContent-Length: " + TOTAL + "\r\n\r\n");
                    for (int i = 0; i < MEGABYTES; i++) {
                        agent.send(MEGABYTE);
                    }
                    agent.isEnded();
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            long before = usedDirectMemory();
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            client.readHead();
            Background.letBuffersFill(Duration.ofMillis(500));

            long most = usedDirectMemory();
            long count = 0;
            for (int i = 0; i < MEGABYTES; i++) {
                count += client.skip(1 << 20);
                most = Math.max(most, usedDirectMemory());
            }

            assertThat(count).isEqualTo(TOTAL);
            assertThat(most - before).isLessThan(BOUND);
        }
    }

    @Test
    void streamsLongChunksBothWaysAtOnce() {
        byte[] chunk = new byte[100_000];
        String size = Integer.toHexString(chunk.length) + "\r\n";
        int chunks = 400;
        try (ScriptedUpstream upstream = ScriptedUpstream.of(agent -> {
                    agent.readHead();
                    agent.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int i = 0; i < chunks; i++) {
                        agent.send(agent.readLine());
                        agent.skip(chunk.length + 2);
                        agent.send(chunk).send("\r\n");
                    }
                    agent.read(5);
                    agent.send("0\r\n\r\n");
                    agent.isEnded();
                });
                TestEdge edge = TestEdge.before(upstream);
                Conversation client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            CompletableFuture<Void> sending = Background.run(() -> {
                for (int i = 0; i < chunks; i++) {
                    client.send(size).send(chunk).send("\r\n");
                }
                client.send("0\r\n\r\n");
            });

            client.readHead();
            for (int i = 0; i < chunks; i++) {
                assertThat(client.readLine()).isEqualTo(size);
                assertThat(client.skip(chunk.length + 2)).isEqualTo(chunk.length + 2);
            }
            assertThat(client.read(5)).isEqualTo("0\r\n\r\n");
            sending.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }
}
