package dev.berth.journal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// What the journal asks of the disk when it writes. Tests have one that fails.
interface Disk {

    /// Makes a file that did not exist, for its owner alone; its name is on the disk when this returns.
    File create(Path path) throws IOException;

    /// A file that is being written.
    interface File extends AutoCloseable {

        /// Writes all of it at this place.
        void write(ByteBuffer bytes, long position) throws IOException;

        /// Returns when all that was written is on the disk. After a failure nothing is known of what was written since
        /// the last success.
        void sync() throws IOException;

        void truncate(long length) throws IOException;

        @Override
        void close() throws IOException;
    }

    /// The machine's.
    Disk REAL = path -> {
        FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel folder = FileChannel.open(path.resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        }
        return new RealFile(channel);
    };

    /// @param channel open for writing
    record RealFile(FileChannel channel) implements File {

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void truncate(long length) throws IOException {
            channel.truncate(length);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
