package dev.berth.bench.journal;

import dev.berth.journal.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A file that is appended to and synced.
///
/// @param buffer reused
record RawFile(FileChannel channel, ByteBuffer buffer) implements RawBatches.Sink {

    private static final int BUFFER_BYTES = 8 << 20;

    static RawFile in(Path file) throws IOException {
        return new RawFile(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                ByteBuffer.allocate(BUFFER_BYTES));
    }

    @Override
    public void write(List<Bytes> bodies) throws IOException {
        buffer.clear();
        bodies.forEach(each -> buffer.put(each.array()));
        buffer.flip();
        while (buffer.hasRemaining()) {
            int written = channel.write(buffer);
            if (written < 0) {
                throw new IOException("the file takes no more");
            }
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
