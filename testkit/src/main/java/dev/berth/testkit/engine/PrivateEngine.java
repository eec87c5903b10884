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
/// It lives in a network namespace of its own, so that it cannot disturb the machine's engine: a second daemon in one
/// namespace removes the bridge of the first. Nothing outside reaches its containers, nor they anything outside, unless
/// it was made reachable; of those there can be one at a time.
public final class PrivateEngine implements AutoCloseable {

    private static final String DAEMON = """
            exec dockerd -H unix://$0/docker.sock --data-root $0/data --exec-root $0/exec --pidfile $0/pid \
              --bip 10.213.0.1/24 --default-address-pool base=10.214.0.0/16,size=24 \
              --iptables=false --ip-masq=false --cgroup-parent /berth-test-private
            """;

    private static final String ALONE = """
            ip link set lo up
            """ + DAEMON;

    private static final String LINE = "berth-test0";
    /// A line leads from the namespace of the parent to the networks in this one.
    private static final String REACHABLE = """
            set -e
            ip link set lo up
            outside="nsenter --net=/proc/$PPID/ns/net"
            $outside ip link del %1$s 2>/dev/null || true
            $outside ip link add %1$s type veth peer name inside netns $$
            $outside ip addr add 10.213.1.1/30 dev %1$s
            $outside ip link set %1$s up
            $outside ip route add 10.214.0.0/16 via 10.213.1.2
            ip addr add 10.213.1.2/30 dev inside
            ip link set inside up
            """.formatted(LINE) + DAEMON;

    private final Path folder;
    private final String launch;
    private @Nullable Process daemon;

    /// Starts one whose containers nothing outside reaches, with nothing in it.
    public PrivateEngine(Path folder) {
        this(folder, ALONE);
    }

    private PrivateEngine(Path folder, String launch) {
        this.folder = folder;
        this.launch = launch;
        start();
    }

    /// Starts one whose containers this machine reaches, with nothing in it.
    public static PrivateEngine reachable(Path folder) {
        return new PrivateEngine(folder, REACHABLE);
    }

    public URI host() {
        return URI.create("unix://" + folder + "/docker.sock");
    }

    /// Returns when it answers.
    public void start() {
        forgetDead(folder.resolve("pid"));
        forgetDead(folder.resolve("exec/containerd/containerd.pid"));
        ProcessBuilder command = new ProcessBuilder(List.of(
                "unshare", "--net", "--mount", "--propagation", "private", "sh", "-c", launch, folder.toString()));
        File log = folder.resolve("engine.log").toFile();
        try {
            daemon = command.redirectErrorStream(true)
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
        if (launch.equals(REACHABLE)) {
            removeLine();
        }
    }

    private static void removeLine() {
        try {
            int failed = new ProcessBuilder("ip", "link", "del", LINE)
                    .inheritIO()
                    .start()
                    .waitFor();
            if (failed != 0) {
                throw new AssertionError("the line " + LINE + " cannot be removed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
