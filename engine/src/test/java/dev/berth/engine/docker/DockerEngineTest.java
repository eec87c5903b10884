package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.EngineFailure.EngineUnreachable.Obstacle;
import dev.berth.engine.EngineFailure.ImageUnavailable;
import dev.berth.engine.EngineFailure.Refused;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.PullPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How the adapter does with an engine that is old, silent, broken or away. What it does with a real one is
/// the matter of the engine contract.
@Timeout(60)
final class DockerEngineTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> version = new AtomicReference<>(versionJson("1.24", "1.45"));
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void anEngineOfOurs() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> answer(exchange, 200, "[]"));
        server.createContext("/version", exchange -> answer(exchange, 200, version.get()));
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    @Test
    void speaksAVersionThatTheEngineKnows() {
        try (Engine engine = connect()) {
            engine.containers().list(LabelSelector.having("x"));
        }

        assertThat(requests).last().asString().startsWith("/v1.45/containers/json?");
    }

    @Test
    void asksAgainForTheVersionWhenTheEngineWasAway() {
        try (Engine engine = connect()) {
            engine.containers().list(LabelSelector.having("x"));
            int port = server.getAddress().getPort();
            server.stop(0);
            assertThatThrownBy(() -> engine.containers().list(LabelSelector.having("x")))
                    .isInstanceOf(EngineUnreachable.class);
            version.set(versionJson("1.12", "1.41"));
            restartAt(port);

            engine.containers().list(LabelSelector.having("x"));
        }

        assertThat(requests).last().asString().startsWith("/v1.41/");
    }

    @Test
    void refusesAnEngineThatIsTooOld() {
        version.set(versionJson("1.12", "1.40"));

        try (Engine engine = connect()) {
            assertThatThrownBy(engine::info).isInstanceOf(Refused.class).hasMessageContaining("20.10");
        }
    }

    @Test
    void doesNotWaitForAnEngineThatNeverAnswers() throws IOException {
        Path socket = folder.resolve("s");
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                Engine engine = DockerEngines.connect(
                        DockerSettings.of(URI.create("unix://" + socket)).withLimits(SHORT, SHORT, SHORT))) {
            silent.bind(UnixDomainSocketAddress.of(socket));

            assertThatThrownBy(engine::info)
                    .isInstanceOfSatisfying(
                            EngineUnreachable.class,
                            failure -> assertThat(failure.obstacle()).isEqualTo(Obstacle.TOO_SLOW));
        }
    }

    @Test
    void tellsAnInterruptedCallerSo() {
        server.createContext("/v1.45/info", _ -> await());

        try (Engine engine = connect()) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(engine::info)
                    .isInstanceOfSatisfying(
                            EngineUnreachable.class,
                            failure -> assertThat(failure.obstacle()).isEqualTo(Obstacle.INTERRUPTED));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void tellsThatThereIsNoSocket() {
        try (Engine engine = DockerEngines.connect(URI.create("unix://" + folder.resolve("none")))) {
            assertThatThrownBy(engine::info)
                    .isInstanceOfSatisfying(
                            EngineUnreachable.class,
                            failure -> assertThat(failure.obstacle()).isEqualTo(Obstacle.NO_SOCKET));
        }
    }

    @Test
    void tellsThatNobodyListens() throws IOException {
        Path socket = Files.createFile(folder.resolve("left-over"));
        server.stop(0);
        try (Engine left = DockerEngines.connect(URI.create("unix://" + socket));
                Engine closed = connect()) {
            assertThat(List.of(left, closed))
                    .allSatisfy(engine -> assertThatThrownBy(engine::info)
                            .isInstanceOfSatisfying(
                                    EngineUnreachable.class,
                                    failure -> assertThat(failure.obstacle()).isEqualTo(Obstacle.NOT_LISTENING)));
        }
    }

    @Test
    void givesUpAPullThatDoesNotMove() {
        server.createContext("/v1.45/images/create", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"status\":\"Pulling from x\"}\n".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            await();
        });

        try (Engine engine =
                DockerEngines.connect(settings().withLimits(Duration.ofSeconds(30), Duration.ofSeconds(30), SHORT))) {
            assertThatThrownBy(() -> engine.images().pull("x", PullPolicy.ALWAYS, _ -> {}))
                    .isInstanceOfSatisfying(
                            ImageUnavailable.class,
                            failure -> assertThat(failure.reason()).isEqualTo(ImageUnavailable.Reason.TOO_SLOW));
        }
    }

    @Test
    void tellsAnErrorThatComesInsideTheStreamOfAPull() {
        server.createContext("/v1.45/images/create", exchange -> answer(exchange, 200, """
                        {"status":"Pulling from x","id":"1"}
                        {"errorDetail":{"message":"unauthorized"},"error":"unauthorized: authentication required"}
                        """));

        try (Engine engine = connect()) {
            assertThatThrownBy(() -> engine.images().pull("x", PullPolicy.ALWAYS, _ -> {}))
                    .isInstanceOfSatisfying(
                            ImageUnavailable.class,
                            failure -> assertThat(failure.reason()).isEqualTo(ImageUnavailable.Reason.DENIED));
        }
    }

    @Test
    void takesGarbageForABrokenConnection() {
        server.createContext("/v1.45/info", exchange -> answer(exchange, 200, "{\"ID\": \"x"));

        try (Engine engine = connect()) {
            assertThatThrownBy(engine::info)
                    .isInstanceOfSatisfying(
                            EngineUnreachable.class,
                            failure -> assertThat(failure.obstacle()).isEqualTo(Obstacle.BROKEN));
        }
    }

    private Engine connect() {
        return DockerEngines.connect(settings());
    }

    private DockerSettings settings() {
        return DockerSettings.of(
                URI.create("tcp://127.0.0.1:" + server.getAddress().getPort()));
    }

    private void restartAt(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new AssertionError("the port was free a moment ago", e);
        }
        server.createContext("/", exchange -> answer(exchange, 200, "[]"));
        server.createContext("/version", exchange -> answer(exchange, 200, version.get()));
        server.start();
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        requests.add(exchange.getRequestURI().toString());
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String versionJson(String oldest, String newest) {
        return "{\"Version\":\"1\",\"MinAPIVersion\":\"" + oldest + "\",\"ApiVersion\":\"" + newest + "\"}";
    }
}
