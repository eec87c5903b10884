package dev.berth.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// A file that is always whole: a write replaces all of it, or nothing when the machine dies in the midst.
///
/// Its owner alone may read it. One thread writes.
public final class DurableFile {

    private static final Set<StandardOpenOption> FRESH =
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);

    private final Path path;
    private final Path draft;
    private final Path folder;

    /// @param path in a folder that exists
    public DurableFile(Path path) {
        this.path = path.toAbsolutePath();
        this.draft = this.path.resolveSibling(path.getFileName() + ".new");
        this.folder = this.path.resolveSibling(".").normalize();
    }

    public Path path() {
        return path;
    }

    /// What was written last; empty when nothing was.
    public Optional<byte[]> read() {
        try {
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("read " + path, e);
        }
    }

    /// Returns when the new content is on the disk.
    public void write(byte[] content) {
        try {
            try (FileChannel channel = FileChannel.open(
                    draft, FRESH, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    int written = channel.write(rest);
                    if (written < 0) {
                        throw new IOException("the file takes no more");
                    }
                }
                channel.force(true);
            }
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
            syncFolder(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("write " + path, e);
        }
    }

    /// Without it a new name may be lost with the machine.
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
