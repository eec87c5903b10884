package dev.berth.e2e.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A program of this machine, run to its end.
public final class Program {

    private final Path folder;
    private final Map<String, String> environment;
    private final Duration limit;

    /// @param environment on top of this process's own, without its `BERTH_` and `AGENT_` variables
    /// @param limit after which it is killed and the test fails
    public Program(Path folder, Map<String, String> environment, Duration limit) {
        this.folder = folder;
        this.environment = environment;
        this.limit = limit;
    }

    /// @param output of both its streams, in the order in which they came
    public record Result(int exitCode, String output) {}

    public Result run(List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_") || name.startsWith("AGENT_"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("not within %s: %s".formatted(limit, command));
            }
            return new Result(process.exitValue(), output.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Like [#run], and fails the test when the program fails.
    public String must(List<String> command) {
        Result result = run(command);
        if (result.exitCode() != 0) {
            throw new AssertionError(
                    "%s ended with %d:%n%s".formatted(String.join(" ", command), result.exitCode(), result.output()));
        }
        return result.output();
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
