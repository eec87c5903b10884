package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.LogChunk;
import dev.berth.engine.container.LogQuery;
import dev.berth.engine.container.LogStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Followers that are told the end too early, as Docker 20.10 does, or not at all.
@Timeout(60)
final class DockerLogStreamTest {

    private static final ContainerId CONTAINER = new ContainerId("ab".repeat(32));
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private byte[] whileFollowing = new byte[0];
    private byte[] afterwards = new byte[0];
    private int statusAfterwards = 200;

    @BeforeEach
    void anEngineOfOurs() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/version",
                exchange ->
                        answer(exchange, 200, "{\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\"}".getBytes(UTF_8)));
        server.createContext("/v1.41/containers/" + CONTAINER.value() + "/logs", exchange -> {
            String query = exchange.getRequestURI().getQuery();
            requests.add(query);
            boolean follows = query.contains("follow=true");
            answer(exchange, follows ? 200 : statusAfterwards, follows ? whileFollowing : afterwards);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void givesWhatCameBehindTheEndThatItWasTold() {
        whileFollowing = lines(1, 2);
        afterwards = lines(1, 2, 3, 4);

        assertThat(follow(LogQuery.everything())).containsExactly("line 1", "line 2", "line 3", "line 4");
        assertThat(requests.getLast()).contains("since=" + START.plusSeconds(1).getEpochSecond() + ".000000000");
    }

    @Test
    void givesEverythingWhenItWasGivenNothing() {
        afterwards = lines(1, 2);

        assertThat(follow(LogQuery.everything())).containsExactly("line 1", "line 2");
    }

    @Test
    void asksForNothingOldWhenOnlyNewLinesWereWanted() {
        afterwards = lines(1, 2);

        assertThat(follow(LogQuery.last(0))).isEmpty();
        assertThat(requests).hasSize(1);
    }

    @Test
    void repeatsNothingThatIsNoLongerThere() {
        whileFollowing = lines(1, 2);
        afterwards = lines(8, 9);

        assertThat(follow(LogQuery.everything())).containsExactly("line 1", "line 2");
    }

    @Test
    void endsWhenTheContainerHasGoneMeanwhile() {
        whileFollowing = lines(1);
        statusAfterwards = 404;
        afterwards = "{\"message\":\"No such container: x\"}".getBytes(UTF_8);

        assertThat(follow(LogQuery.everything())).containsExactly("line 1");
    }

    @Test
    void tellsABrokenStreamFromAnEnd() {
        byte[] whole = lines(1, 2);
        afterwards = Arrays.copyOf(whole, whole.length - 3);

        try (Engine engine = connect();
                LogStream stream = engine.containers().logs(CONTAINER, LogQuery.everything())) {
            assertThat(stream.next()).isPresent();
            assertThatThrownBy(stream::next).isInstanceOf(EngineUnreachable.class);
        }
    }

    private List<String> follow(LogQuery query) {
        List<String> read = new ArrayList<>();
        try (Engine engine = connect();
                LogStream stream = engine.containers().logs(CONTAINER, query.following())) {
            for (Optional<LogChunk> chunk = stream.next(); chunk.isPresent(); chunk = stream.next()) {
                read.add(chunk.get().text());
            }
        }
        return read;
    }

    private Engine connect() {
        return DockerEngines.connect(
                URI.create("tcp://127.0.0.1:" + server.getAddress().getPort()));
    }

    /// Line n is written n seconds after the start.
    private static byte[] lines(int... numbers) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int number : numbers) {
            byte[] text = (START.plusSeconds(number) + " line " + number).getBytes(UTF_8);
            frames.writeBytes(ByteBuffer.allocate(8 + text.length)
                    .put((byte) 1)
                    .putInt(4, text.length)
                    .position(8)
                    .put(text)
                    .array());
        }
        return frames.toByteArray();
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
