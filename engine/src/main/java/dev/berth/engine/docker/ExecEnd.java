package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ExecId;
import dev.berth.engine.container.ExecOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Kills a command in a container, for which engines have no call.
///
/// Where its process is one of this machine and this daemon may, it is killed from outside, with all its descendants;
/// an image needs nothing for that. Then a shell in the container kills whatever carries the command's mark; that
/// reaches what has cut itself off, and works at an engine on another machine, but needs `sh`, `cat` and `/proc` in
/// the container.
final class ExecEnd {

    private static final Path PROC = Path.of("/proc");
    private static final Duration AFTER_KILL = Duration.ofSeconds(2);

    private final DockerExec execs;
    private final ContainerId container;

    ExecEnd(DockerExec execs, ContainerId container) {
        this.execs = execs;
        this.container = container;
    }

    ExecOutcome of(ExecId exec, String mark) throws InterruptedException {
        JsonNode seen = execs.inspect(exec);
        if (seen.path("Running").asBoolean()) {
            killFromOutside(seen.path("Pid").asLong());
            sweep(mark);
        }
        boolean runs = new Patience(AFTER_KILL)
                .until(() -> execs.inspect(exec).path("Running").asBoolean(), running -> !running);
        return runs ? new ExecOutcome.RunsOn(exec) : new ExecOutcome.Killed();
    }

    /// The number of the engine may be that of another machine: only a process of this very container is touched.
    private void killFromOutside(long pid) {
        ProcessHandle.of(pid).filter(this::isOfContainer).ifPresent(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    private boolean isOfContainer(ProcessHandle process) {
        try {
            return Files.readString(PROC.resolve(Long.toString(process.pid())).resolve("cgroup"))
                    .contains(container.value());
        } catch (IOException _) {
            return false;
        }
    }

    /// The shell's own environment does not have the mark, so it is not among those that it kills.
    private void sweep(String mark) {
        String script = """
                for e in /proc/[0-9]*/environ; do
                  case "$(cat "$e" 2>/dev/null)" in
                    *%s=%s*) p=${e#/proc/}; kill -9 "${p%%/environ}" ;;
                  esac
                done 2>/dev/null
                """.formatted(DockerExec.MARK, mark);
        List<String> command = List.of("/bin/sh", "-c", script);
        try {
            execs.startUnseen(
                    execs.create(command, List.of(), refusal -> DockerErrors.ofContainer(container, refusal)));
        } catch (EngineUnreachable e) {
            throw e;
        } catch (EngineFailure _) {
            // There is no shell in the image, or the container has ended meanwhile.
        }
    }
}
