package dev.berth.hostd;

import dev.berth.hostd.MortalEngine.Fate;
import dev.berth.hostd.MortalEngine.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// A daemon that is killed, and the one that goes on with what was on its disk in that moment.
final class Succession implements AutoCloseable {

    private final Site site;
    private final Path heritage;
    private final CompletableFuture<Hostd> successor = new CompletableFuture<>();

    /// @param heritage where the successor finds what the dead one left
    Succession(Site site, Path heritage) {
        this.site = site;
        this.heritage = heritage;
    }

    /// @param meanwhile what happens between the death and the successor's start
    void begin(Fate fate, Moment moment, Runnable meanwhile) {
        FakeControlPlane.Line line = site.controlPlane.new Line();
        Runnable onDeath = () -> {
            line.breakDown();
            copy(site.folder(), heritage);
            meanwhile.run();
            successor.completeAsync(() -> Hostd.start(Site.settings(heritage), site.engine, site.controlPlane));
        };
        site.startHostd(new MortalEngine(site.engine, fate, moment, onDeath), line);
    }

    boolean happened() {
        return successor.isDone();
    }

    /// As the files were at one moment: the threads of the dead daemon that called no engine write on for a while.
    private static void copy(Path from, Path to) {
        try {
            Map<Path, ByteBuffer> files = contents(from);
            for (Map<Path, ByteBuffer> again = contents(from); !again.equals(files); again = contents(from)) {
                files = again;
            }
            for (Map.Entry<Path, ByteBuffer> file : files.entrySet()) {
                Path target = to.resolve(from.relativize(file.getKey()));
                Files.createDirectories(target.resolveSibling("."));
                Files.write(target, file.getValue().array());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<Path, ByteBuffer> contents(Path folder) throws IOException {
        Map<Path, ByteBuffer> contents = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toString().endsWith(".new")) {
                    contents.put(file, ByteBuffer.wrap(Files.readAllBytes(file)));
                }
            }
        }
        return contents;
    }

    @Override
    public void close() {
        if (successor.isDone()) {
            successor.join().close();
        }
    }
}
