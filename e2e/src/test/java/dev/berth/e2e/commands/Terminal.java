package dev.berth.e2e.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.e2e.support.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A user's shell with an installation of its own: each command is a process, and what it prints goes to files.
///
/// Closing it removes every agent of the installation, ends its server and removes its network.
final class Terminal implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// What a shell starts in the background ignores Ctrl-C, and so would all that is started from there.
    private static final String LISTENS_TO_CTRL_C = "--default-signal=INT";

    private final Path folder;
    private final Map<String, String> environment = new TreeMap<>();
    private int commands;

    /// @param folder empty; the installation and all output lie below it
    Terminal(Path folder) {
        this.folder = folder;
        environment.put("BERTH_HOME", home().toString());
        environment.put("BERTH_PORT", "0");
        environment.put(
                "BERTH_SOURCE", Path.of("..").toAbsolutePath().normalize().toString());
        environment.put(
                "AGENT_NETWORK", "berth-e2e-commands-" + ProcessHandle.current().pid());
    }

    Path home() {
        return folder.resolve("home");
    }

    Terminal with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// What one command did.
    record Result(int exitCode, String out, String err) {

        JsonNode json() {
            try {
                return new ObjectMapper().readTree(out);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + out, e);
            }
        }

        List<String> lines() {
            return out.lines().toList();
        }
    }

    /// Runs `berth` to its end.
    Result berth(String... arguments) {
        return start(arguments).end();
    }

    /// Runs `berth` and fails the test when it does not succeed.
    Result must(String... arguments) {
        Result result = berth(arguments);
        if (result.exitCode() != 0) {
            throw new AssertionError("berth %s: %s".formatted(String.join(" ", arguments), result));
        }
        return result;
    }

    /// Starts `berth`, which may go on for long.
    Started start(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "env",
                LISTENS_TO_CTRL_C,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.berth.app.Main"));
        command.addAll(List.of(arguments));
        return start(command);
    }

    /// Runs a line that was copied from somewhere in a shell.
    Result paste(String line) {
        return start(List.of("sh", "-c", line)).end();
    }

    private Started start(List<String> command) {
        commands++;
        Path out = folder.resolve(commands + ".out");
        Path err = folder.resolve(commands + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_") || name.startsWith("AGENT_"));
        builder.environment().putAll(environment);
        try {
            return new Started(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A command under way.
    record Started(Process process, Path out, Path err) {

        Result end() {
            try {
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("the command does not end: " + read(out) + read(err));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            return new Result(process.exitValue(), read(out), read(err));
        }

        /// Sends a signal, such as `INT` for Ctrl-C.
        Started signal(String name) {
            try {
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            return this;
        }

        String printed() {
            return read(out);
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (Files.exists(home().resolve("server.json"))) {
            berth("remove", "--all", "--yes", "--force", "--volumes");
            must("down");
        }
        Engine.run("network", "rm", String.valueOf(environment.get("AGENT_NETWORK")));
    }
}
