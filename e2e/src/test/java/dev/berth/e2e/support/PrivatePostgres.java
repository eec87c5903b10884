package dev.berth.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server of a scenario's own, which it can kill, stop and start again. It forgets nothing as long as the
/// machine lives. Needs PostgreSQL's programs, and as root its user `postgres`.
public final class PrivatePostgres implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final Path data;
    private final int port = FreePort.row(1);
    private @Nullable Process server;
    private List<ProcessHandle> frozen = List.of();

    /// Makes one, and starts it.
    public PrivatePostgres() {
        try {
            folder = Files.createTempDirectory("berth-postgres-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        data = folder.resolve("data");
        must(asOwner(
                program("initdb"), "-D", data.toString(), "-U", "berth", "--auth=trust", "--no-sync", "-E", "UTF8"));
        start();
    }

    private void must(List<String> command) {
        new Program(Path.of("/"), Map.of(), LIMIT).must(command);
    }

    private static List<String> asOwner(String... command) {
        List<String> all = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
            all.addAll(List.of("env", "-C", "/", "HOME=/tmp"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private static String program(String name) {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin").resolve(name))
                    .filter(Files::isExecutable)
                    .max(Comparator.comparing(Path::toString))
                    .orElseThrow()
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Its one database, for JDBC.
    public String url() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres?user=berth".formatted(port);
    }

    /// Returns when it answers. What a killed one still had running may hold the memory for a moment.
    public void start() {
        Until.holds("PostgreSQL answers, see " + folder.resolve("log"), LIMIT, () -> {
            if (server == null || !server.isAlive()) {
                server = launched();
            }
            return answers();
        });
    }

    private Process launched() {
        ProcessBuilder builder = new ProcessBuilder(asOwner(
                program("postgres"),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off",
                "-c",
                "synchronous_commit=off"));
        builder.redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (var connection = DriverManager.getConnection(url())) {
            return connection.isValid(5);
        } catch (SQLException _) {
            return false;
        }
    }

    /// Ends it without a warning.
    public void kill() {
        end(Process::destroyForcibly);
    }

    /// Ends it as an operator does who waits for nobody: every connection is cut.
    public void stop() {
        end(process -> {
            // SIGINT is its "fast" shutdown; SIGTERM would wait for clients to leave.
            must(List.of("kill", "-INT", Long.toString(process.pid())));
            return process;
        });
    }

    /// It hangs from now on, with every connection: nothing is answered, and nothing breaks.
    public void freeze() {
        Process process = server;
        if (process == null) {
            throw new IllegalStateException("it does not run");
        }
        List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
        signal("STOP", all); // first, so that it makes no more
        List<ProcessHandle> others = process.descendants().toList();
        signal("STOP", others);
        all.addAll(others);
        frozen = all;
    }

    /// It goes on as if nothing had been.
    public void thaw() {
        signal("CONT", frozen);
        frozen = List.of();
    }

    private void signal(String name, List<ProcessHandle> to) {
        to.stream()
                .filter(ProcessHandle::isAlive)
                .forEach(each -> must(List.of("kill", "-" + name, Long.toString(each.pid()))));
    }

    private void end(UnaryOperator<Process> how) {
        thaw();
        Process process = server;
        if (process == null) {
            return;
        }
        try {
            if (!how.apply(process).waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("PostgreSQL does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        server = null;
    }

    @Override
    public void close() {
        kill();
        must(List.of("rm", "-rf", folder.toString()));
    }
}
