package dev.berth.hostd;

import dev.berth.hostd.MortalEngine.Fate;
import dev.berth.hostd.MortalEngine.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!file.toString().endsWith(".new")) {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (successor.isDone()) {
            successor.join().close();
        }
    }
}
