package dev.berth.testkit.engine;

import dev.berth.engine.Engine;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.docker.DockerEngines;
import dev.berth.testkit.Eventually;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A Docker Engine of a test's own, which it can kill, end and start again. Needs root and `dockerd`.
///
/// It lives in a network namespace of its own, so that it cannot disturb the machine's engine; nothing outside
/// reaches its containers, nor they anything outside.
public final class PrivateEngine implements AutoCloseable {

    private static final String LAUNCH = """
            ip link set lo up
            exec dockerd -H unix://$0/docker.sock --data-root $0/data --exec-root $0/exec --pidfile $0/pid \
              --bip 10.213.0.1/24 --iptables=false --ip-masq=false --cgroup-parent /berth-test-private
            """;

    private final Path folder;
    private @Nullable Process daemon;

    /// Starts it, with nothing in it.
    public PrivateEngine(Path folder) {
        this.folder = folder;
        start();
    }

    public URI host() {
        return URI.create("unix://" + folder + "/docker.sock");
    }

    /// Returns when it answers.
    public void start() {
        forgetDead(folder.resolve("pid"));
        forgetDead(folder.resolve("exec/containerd/containerd.pid"));
        ProcessBuilder launch = new ProcessBuilder(List.of(
                "unshare", "--net", "--mount", "--propagation", "private", "sh", "-c", LAUNCH, folder.toString()));
        File log = folder.resolve("engine.log").toFile();
        try {
            daemon = launch.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Engine engine = DockerEngines.connect(host())) {
            Eventually.holds("the engine answers, see " + log, () -> answers(engine));
        }
    }

    private static boolean answers(Engine engine) {
        try {
            engine.info();
            return true;
        } catch (EngineUnreachable _) {
            return false;
        }
    }

    /// A process takes a dead one's file for a living one's while the dead one waits for its parent.
    private static void forgetDead(Path pidFile) {
        try {
            if (Files.exists(pidFile)) {
                long pid = Long.parseLong(Files.readString(pidFile).strip());
                Eventually.holds(
                        "process " + pid + " has gone",
                        () -> ProcessHandle.of(pid)
                                .filter(ProcessHandle::isAlive)
                                .isEmpty());
                Files.delete(pidFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The engine dies; its containers run on until it starts again.
    public void kill() {
        end(Process::destroyForcibly);
    }

    /// The engine ends as it is asked to, and stops its containers.
    public void terminate() {
        end(process -> {
            process.destroy();
            return process;
        });
    }

    private void end(UnaryOperator<Process> how) {
        Process process = daemon;
        if (process == null) {
            return;
        }
        try {
            boolean ended = how.apply(process).waitFor(60, TimeUnit.SECONDS);
            if (!ended) {
                throw new AssertionError("the engine does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        daemon = null;
    }

    @Override
    public void close() {
        terminate();
    }
}
