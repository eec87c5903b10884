package dev.berth.e2e.container;

import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Engine;
import dev.berth.e2e.support.FreePort;
import dev.berth.e2e.support.Program;
import dev.berth.e2e.support.Until;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The project of `compose.yaml`, with a name, a port, a network, a volume and images of its own. Its bases are made
/// from this machine's JDK, for no registry is asked.
final class ComposedServer implements AutoCloseable {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(5);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final String SUFFIX = Long.toString(ProcessHandle.current().pid());
    private static final String NAME = "berth-test-" + SUFFIX;
    private static final String BASE = "berth-test/java:" + SUFFIX;
    private static final String IMAGE = "berth-test/server:" + SUFFIX;

    private final int port = FreePort.row(1);
    private final Program program = new Program(ROOT, environment(port), COMMAND_LIMIT);

    private static Map<String, String> environment(int port) {
        String engine = System.getenv().getOrDefault("BERTH_TEST_DOCKER_HOST", "unix:///var/run/docker.sock");
        return Map.of(
                "COMPOSE_PROJECT_NAME", NAME,
                "DOCKER_BUILDKIT", "0", // the builder that every engine has
                "DOCKER_HOST", engine,
                "DOCKER_SOCKET", URI.create(engine).getPath(),
                "JDK", BASE,
                "JRE", BASE,
                "BERTH_IMAGE", IMAGE,
                "BERTH_PORT", Integer.toString(port),
                "AGENT_NETWORK", NAME);
    }

    void buildImages() {
        program.must(List.of("scripts/local-base-image.sh", "java", BASE));
        compose("build");
    }

    /// `docker compose ARGUMENT...`
    String compose(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(System.getenv().getOrDefault("BERTH_TEST_COMPOSE", "docker-compose"));
        command.addAll(List.of("--ansi", "never"));
        command.addAll(List.of(arguments));
        return program.must(command);
    }

    /// The `berth` command inside the server's container.
    String berth(String... arguments) {
        List<String> command = new ArrayList<>(List.of("exec", "-T", "berth", "berth"));
        command.addAll(List.of(arguments));
        return compose(command.toArray(String[]::new));
    }

    void awaitCalls() {
        Until.holds("the server in the container takes calls", START_LIMIT, this::answers);
    }

    private boolean answers() {
        URI health = URI.create(url() + "/health?ready");
        HttpRequest request =
                HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(10)).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false; // while it starts, nobody listens, or only the engine's own proxy
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Api api() {
        return new Api(url(), adminToken());
    }

    String adminToken() {
        return compose("exec", "-T", "berth", "cat", "/var/lib/berth/admin.token")
                .strip();
    }

    String url() {
        return "http://localhost:" + port;
    }

    String network() {
        return NAME;
    }

    String container() {
        return compose("ps", "--all", "-q", "berth").strip();
    }

    /// One field of the server's container, by a template of `docker inspect`.
    String inspect(String template) {
        return Engine.must("inspect", "--format", template, container())
                .output()
                .strip();
    }

    @Override
    public void close() {
        compose("down", "--volumes", "--timeout", "60");
        Engine.run("network", "rm", NAME);
        Engine.run("rmi", IMAGE);
        Engine.run("rmi", BASE);
    }
}
