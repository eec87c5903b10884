package dev.berth.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The engine as an operator uses it: the `docker` command, behind Berth's back.
public final class Engine {

    private Engine() {}

    /// @param exitCode of the command
    /// @param output of both its streams
    public record Result(int exitCode, String output) {

        public List<String> lines() {
            return output.lines().filter(line -> !line.isBlank()).toList();
        }
    }

    public static Result run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("docker does not end: " + command);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Like [#run], and fails the test when the command fails.
    public static Result must(String... arguments) {
        Result result = run(arguments);
        if (result.exitCode() != 0) {
            throw new AssertionError("docker " + String.join(" ", arguments) + ": " + result.output());
        }
        return result;
    }

    /// Kills a container's main process from outside the engine's sight: a crash, and no operator's stop.
    public static void crash(String container) {
        String pid = must("inspect", "--format", "{{.State.Pid}}", container)
                .output()
                .strip();
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
    }

    /// Ids of every container of an agent, running or not.
    public static List<String> containersOf(String agentId) {
        return must("ps", "-aq", "--no-trunc", "--filter", "label=dev.berth.agent=" + agentId)
                .lines();
    }
}
