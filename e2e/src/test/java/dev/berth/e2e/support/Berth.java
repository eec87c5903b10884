package dev.berth.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Berth server in a process of its own, with its own home folder and its own network at the engine.
///
/// Closing it ends the server and removes every container, network and volume of its installation.
public final class Berth implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path home;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> arguments = new ArrayList<>(List.of("up", "--no-sample"));
    private final List<String> machine = new ArrayList<>();
    private @Nullable Process process;
    private @Nullable ScratchDatabase database;

    private Berth(Path home) {
        this.home = home;
        environment.put("BERTH_HOME", home.toString());
        environment.put("BERTH_PORT", "0");
        environment.put("AGENT_NETWORK", "berth-e2e-" + ProcessHandle.current().pid());
    }

    public static Berth in(Path home) {
        return new Berth(home);
    }

    public Berth with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// @param where what needs a database gets one, which is gone afterwards
    public Berth keptIn(KeptIn where) {
        switch (where) {
            case LOG -> {
                // It is so unless something else is said.
            }
            case POSTGRES -> {
                database = new ScratchDatabase();
                with("BERTH_DATABASE_URL", database.url());
            }
        }
        return this;
    }

    /// Takes a setting back.
    public Berth without(String variable) {
        environment.remove(variable);
        return this;
    }

    /// Options of the Java machine that it runs in.
    public Berth machine(String... options) {
        machine.addAll(List.of(options));
        return this;
    }

    public Berth start() {
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_") || name.startsWith("AGENT_"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Until.holds("the server takes calls", START_LIMIT, () -> {
            if (!running()) {
                throw new IllegalStateException("the server ended:\n" + logText());
            }
            return Files.exists(serverFile()) && serverPid() == started().pid();
        });
        return this;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(machine);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.berth.app.Main"));
        command.addAll(arguments);
        return command;
    }

    /// Ends the process without any warning, as a power cut does.
    public Berth kill() {
        started().destroyForcibly();
        await();
        return this;
    }

    /// Ends the server as an operator does; agents go on.
    public Berth stop() {
        started().destroy();
        await();
        return this;
    }

    /// Waits for the server to end by itself.
    ///
    /// @return its exit code
    public int ended() {
        await();
        return started().exitValue();
    }

    private void await() {
        try {
            if (!started().waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end:\n" + logText());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process started() {
        if (process == null) {
            throw new IllegalStateException("the server was not started");
        }
        return process;
    }

    private boolean running() {
        return started().isAlive();
    }

    public Api api() {
        return new Api(url(), adminToken());
    }

    public String url() {
        return serverJson().get("url").asText();
    }

    public String adminToken() {
        try {
            return Files.readString(home.resolve("admin.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String network() {
        return environment.getOrDefault("AGENT_NETWORK", "berth");
    }

    public Path log() {
        return home.resolveSibling(home.getFileName() + ".log");
    }

    public String logText() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Files of its home folder in which this text lies as it is.
    public List<Path> filesWith(String text) {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> contains(file, text))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (NoSuchFileException _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return started().pid();
    }

    /// What the server's process occupies now.
    public long residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(started().pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long serverPid() {
        return serverJson().get("pid").asLong();
    }

    private Path serverFile() {
        return home.resolve("server.json");
    }

    private JsonNode serverJson() {
        try {
            return new ObjectMapper().readTree(serverFile().toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process != null && running()) {
            Api api = api();
            api.list()
                    .forEach(agent ->
                            api.delete("/api/agents/" + agent.get("id").asText() + "?force=true&volumes=true"));
            stop();
        }
        String engine = environment.getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
        Engine.run("--host", engine, "network", "rm", network());
        if (database != null) {
            database.close();
        }
    }
}
