package dev.berth.journal.log;

import dev.berth.journal.EntryId;
import dev.berth.journal.sealing.FileCipher;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The segment that is being written. For the writer's thread alone.
final class OpenSegment implements AutoCloseable {

    private final Disk.File file;
    private final long number;
    private final FileCipher cipher;
    private long end = SegmentHead.BYTES;
    private long records;

    OpenSegment(Disk.File file, long number, FileCipher cipher) {
        this.file = file;
        this.number = number;
        this.cipher = cipher;
    }

    long number() {
        return number;
    }

    /// Up to where everything is on the disk.
    long end() {
        return end;
    }

    /// Puts a record into the buffer, which [#write] brings to the disk.
    Location put(ByteBuffer batch, RecordType type, EntryId entry, byte[] payload) {
        int from = batch.position();
        Frame.put(batch, type, entry, ++records, payload, cipher);
        return new Location(number, end + from, batch.position() - from);
    }

    /// Returns when the batch is on the disk.
    void write(ByteBuffer batch) throws IOException {
        int length = batch.remaining();
        file.write(batch, end);
        file.sync();
        end += length;
    }

    /// Cuts off what a failed write may have left, as far as the disk lets us.
    void cut() {
        try (file) {
            file.truncate(end);
            file.sync();
        } catch (IOException _) {
            // the next segment's head says where this one ends
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
