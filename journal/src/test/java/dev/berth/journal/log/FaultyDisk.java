package dev.berth.journal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A disk that fails on demand, and that can lose what was not synced.
final class FaultyDisk implements Disk {

    private final List<Faulty> files = new ArrayList<>();
    private volatile boolean full;
    private volatile long fullFrom = Long.MAX_VALUE;
    private volatile boolean refusesSync;

    /// Writes fail from now on, or no longer.
    void full(boolean now) {
        full = now;
    }

    /// No file grows beyond this length from now on.
    void fullFrom(long length) {
        fullFrom = length;
    }

    /// Syncs fail from now on, or no longer.
    void refusesSync(boolean now) {
        refusesSync = now;
    }

    /// Cuts the power: what was written since the last sync is gone.
    void losesUnsynced() throws IOException {
        for (Faulty each : files) {
            if (Files.exists(each.path)) {
                try (File file = new RealFile(FileChannel.open(each.path, StandardOpenOption.WRITE))) {
                    for (Range lost : each.unsynced) {
                        file.write(ByteBuffer.allocate(lost.length()), lost.position());
                    }
                    file.truncate(each.synced);
                }
            }
        }
    }

    @Override
    public File create(Path path) throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        Faulty file = new Faulty(path, REAL.create(path));
        files.add(file);
        return file;
    }

    private record Range(long position, int length) {}

    private final class Faulty implements File {

        private final Path path;
        private final File real;
        private final List<Range> unsynced = new ArrayList<>();
        private long written;
        private long synced;

        Faulty(Path path, File real) {
            this.path = path;
            this.real = real;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            if (full || position + bytes.remaining() > fullFrom) {
                ByteBuffer half = bytes.slice(bytes.position(), bytes.remaining() / 2);
                real.write(half, position);
                throw new IOException("No space left on device");
            }
            written = Math.max(written, position + bytes.remaining());
            unsynced.add(new Range(position, bytes.remaining()));
            real.write(bytes, position);
        }

        @Override
        public void sync() throws IOException {
            if (refusesSync) {
                throw new IOException("Input/output error");
            }
            real.sync();
            synced = written;
            unsynced.clear();
        }

        @Override
        public void truncate(long length) throws IOException {
            real.truncate(length);
            written = length;
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
