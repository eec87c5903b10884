package dev.berth.app.config;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The folder where an installation keeps its state, open for its owner only, and locked by the server that runs from
/// it.
public final class BerthHome implements AutoCloseable {

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /// The kernel takes 107 bytes.
    private static final int LONGEST_SOCKET_PATH = 100;

    private final Path folder;
    private final FileChannel lockFile;
    private final FileLock lock;

    private BerthHome(Path folder, FileChannel lockFile, FileLock lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /// Makes the folder when it is missing and locks it; empty when another server has it.
    public static Optional<BerthHome> lock(Path folder) throws IOException {
        Files.createDirectories(folder, PRIVATE_FOLDER);
        FileChannel file =
                FileChannel.open(folder.resolve("server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = tryLock(file);
        if (lock == null) {
            file.close();
            return Optional.empty();
        }
        return Optional.of(new BerthHome(folder, file, lock));
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    public Path database() {
        return folder.resolve("berth.db");
    }

    public Path adminToken() {
        return adminToken(folder);
    }

    public static Path adminToken(Path folder) {
        return folder.resolve("admin.token");
    }

    public Path serverFile() {
        return serverFile(folder);
    }

    /// Tells the command line where the server of this folder is.
    public static Path serverFile(Path folder) {
        return folder.resolve("server.json");
    }

    /// Where the host's daemon keeps what it must know after a restart.
    public Path hostd() throws IOException {
        return Files.createDirectories(folder.resolve("hostd"), PRIVATE_FOLDER);
    }

    /// Where calls are kept.
    public Path journal() {
        return folder.resolve("journal");
    }

    /// Where calls lie while they are moved into a database.
    public Path movingJournal() {
        return folder.resolve("journal.moving");
    }

    /// Where calls lay that are in a database by now.
    public Path movedJournal() {
        return folder.resolve("journal.moved");
    }

    /// Where callbacks are owed: beside the calls that they are about.
    public Path callbacks() {
        return journal().resolve("callbacks.db");
    }

    /// Where the API listens for the edge: a path short enough for a socket, in a folder that only the owner enters.
    public Path apiSocket() throws IOException {
        Path inside =
                Files.createDirectories(folder.resolve("run"), PRIVATE_FOLDER).resolve("api.sock");
        Path socket = inside.toString().length() <= LONGEST_SOCKET_PATH
                ? inside
                : Files.createTempDirectory(Path.of("/tmp"), "berth-").resolve("api.sock");
        Files.deleteIfExists(socket);
        return socket;
    }

    @Override
    public void close() throws IOException {
        lock.release();
        lockFile.close();
    }
}
