package dev.berth.journal.log;

import dev.berth.journal.ManualClock;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// A journal's folder in a test, with small segments.
final class JournalFolder {

    static final LogSettings SMALL = new LogSettings(
            8 << 10, 0, 64 << 20, Duration.ofMillis(5), Duration.ofHours(1), Duration.ofHours(1), 500_000, 10L << 30);

    final ManualClock clock = new ManualClock();
    private final Path root;
    private final Path folder;

    JournalFolder(Path root) {
        this(root, root.resolve("journal"));
    }

    private JournalFolder(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
    }

    /// With segments that end where their last record does.
    SegmentJournal open() {
        return open(LogSettings.DEFAULTS.roomBytes(0), Disk.REAL);
    }

    SegmentJournal open(LogSettings settings, Disk disk) {
        return SegmentJournal.open(folder, box(), settings, disk, clock);
    }

    SecretBox box() {
        try {
            return SecretBox.withKeyFile(root.resolve("secret.key"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Path path() {
        return folder;
    }

    List<Path> segments() {
        return files(folder.resolve("segments"));
    }

    List<Path> bodies() {
        return files(folder.resolve("bodies"));
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Damages one byte of a file.
    static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(old ^ 0x10);
        }
    }

    /// The same journal as it lies on the disk now, in another folder.
    JournalFolder copy(String name) throws IOException {
        Path target = root.resolve(name);
        for (Path file : files(folder)) {
            Path copied = target.resolve(folder.relativize(file).toString());
            Files.createDirectories(copied.getParent());
            Files.copy(file, copied);
        }
        return new JournalFolder(root, target);
    }

    void removeIndex() throws IOException {
        for (String ending : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(folder.resolve("index.db" + ending));
        }
    }
}
