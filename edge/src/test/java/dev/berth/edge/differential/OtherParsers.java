package dev.berth.edge.differential;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Starts the real nginx and the real Node in a folder of their own, and ends exactly those.
final class OtherParsers implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration START = Duration.ofSeconds(30);

    /// Ends the program when this process does, however it ends: then its input ends.
    private static final List<String> GUARDED =
            List.of("sh", "-c", "\"$@\" </dev/null & cat >/dev/null; kill $!; wait $!", "sh");

    private final Path folder;
    private final Backend backend;
    private final AnsweringBackend answers;
    private final Process nginx;
    private final Process node;
    private final Process nodeClient;

    private OtherParsers(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.backend = TellingBackend.at(folder.resolve("backend"));
        this.answers = new AnsweringBackend(folder.resolve("answers"));
        this.node = startNode("node-server.js", "node");
        this.nodeClient = startNode("node-client.js", "node-client");
        this.nginx = start("nginx", "-p", folder.toString(), "-e", "error.log", "-c", resource("nginx.conf"));
        awaitNginx();
        awaitNode(node);
        awaitNode(nodeClient);
    }

    private Process startNode(String script, String socket) throws IOException {
        return start("node", resource(script), folder.resolve(socket).toString());
    }

    static OtherParsers start() {
        try {
            return new OtherParsers(Files.createTempDirectory("berth-parsers"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    List<OtherParser> all() {
        return List.of(
                new OtherParser(OtherParser.Name.NGINX, folder.resolve("nginx"), PATIENCE),
                new OtherParser(OtherParser.Name.NODE, folder.resolve("node"), PATIENCE));
    }

    NodeClient nodeClient() {
        return new NodeClient(new OtherParser(OtherParser.Name.NODE, folder.resolve("node-client"), PATIENCE));
    }

    NginxProxy nginxProxy() {
        return new NginxProxy(
                new OtherParser(OtherParser.Name.NGINX, folder.resolve("nginx-answers"), PATIENCE), answers);
    }

    private Process start(String program, String... arguments) throws IOException {
        String command = Stream.of("/usr/sbin", "/usr/bin", "/usr/local/bin")
                .map(bin -> Path.of(bin, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(program);
        return new ProcessBuilder(Stream.of(GUARDED.stream(), Stream.of(command), Stream.of(arguments))
                        .flatMap(words -> words)
                        .toList())
                .redirectError(folder.resolve(program + ".err").toFile())
                .start();
    }

    private String resource(String name) throws IOException {
        try (InputStream in = OtherParsers.class.getResourceAsStream("/differential/" + name)) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            Path file = folder.resolve(name);
            Files.writeString(file, text.replace("${folder}", folder.toString()));
            return file.toString();
        }
    }

    /// nginx writes its number down once it listens.
    private void awaitNginx() throws IOException, InterruptedException {
        Path number = folder.resolve("nginx.pid");
        long end = System.nanoTime() + START.toNanos();
        try (WatchService changes = folder.getFileSystem().newWatchService()) {
            folder.register(changes, StandardWatchEventKinds.ENTRY_CREATE);
            while (!Files.exists(number)) {
                WatchKey key = changes.poll(1, TimeUnit.SECONDS);
                if (key != null) {
                    key.reset();
                }
                if (!nginx.isAlive() || System.nanoTime() > end) {
                    throw new IOException("nginx did not start: " + Files.readString(folder.resolve("nginx.err")));
                }
            }
        }
    }

    private void awaitNode(Process node) throws IOException {
        if (node.inputReader().readLine() == null) {
            throw new IOException("node did not start: " + Files.readString(folder.resolve("node.err")));
        }
    }

    @Override
    public void close() {
        backend.close();
        answers.close();
        try {
            nginx.getOutputStream().close();
            node.getOutputStream().close();
            nodeClient.getOutputStream().close();
            nginx.waitFor();
            node.waitFor();
            nodeClient.waitFor();
            Files.walkFileTree(folder, new Deleting());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
        }
    }
}
