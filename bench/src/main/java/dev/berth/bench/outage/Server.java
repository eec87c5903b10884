package dev.berth.bench.outage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A server that is started for a benchmark, with an engine of its own. Closing it ends it.
record Server(Process process, Path home) implements AutoCloseable {

    private static final long LONGEST_NANOS = 120_000_000_000L;

    static Server start(Path folder, URI engine, String... command) throws IOException {
        Path home = folder.resolve("home");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile());
        builder.environment().put("DOCKER_HOST", engine.toString());
        builder.environment().put("BERTH_HOME", home.toString());
        Server server = new Server(builder.start(), home);
        long end = System.nanoTime() + LONGEST_NANOS;
        while (!Files.exists(home.resolve("server.json"))) {
            if (!server.process().isAlive() || System.nanoTime() - end > 0) {
                server.close();
                throw new IOException("the server did not start: " + Files.readString(folder.resolve("server.log")));
            }
            LockSupport.parkNanos(50_000_000);
        }
        return server;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
