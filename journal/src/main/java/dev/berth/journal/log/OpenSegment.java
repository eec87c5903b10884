package dev.berth.journal.log;

import dev.berth.journal.EntryId;
import dev.berth.journal.sealing.FileCipher;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The segment that is being written. For the writer's thread alone.
///
/// Room is made ahead, filled with zeros: a sync of bytes that lie where the file had some before leaves the file
/// system nothing to note down, and costs half (100 us of system time against 50 us, ext4).
final class OpenSegment implements AutoCloseable {

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(256 << 10).asReadOnlyBuffer();

    private final Disk.File file;
    private final long number;
    private final FileCipher cipher;
    private long roomBytes;
    private long end = SegmentHead.BYTES;
    private long records;
    private long room = SegmentHead.BYTES;

    /// @param roomBytes that are made ahead at a time
    OpenSegment(Disk.File file, long number, FileCipher cipher, long roomBytes) {
        this.file = file;
        this.number = number;
        this.cipher = cipher;
        this.roomBytes = roomBytes;
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
        if (end + length > room) {
            makeRoom(end + length);
        }
        file.sync();
        end += length;
    }

    /// A disk that has no room for zeros may still have some for records.
    private void makeRoom(long from) {
        long to = from + roomBytes;
        room = from;
        try {
            while (room < to) {
                ByteBuffer zeros = ZEROS.slice(0, (int) Math.min(ZEROS.capacity(), to - room));
                room += zeros.remaining();
                file.write(zeros, room - zeros.remaining());
            }
        } catch (IOException _) {
            roomBytes = 0;
        }
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

    /// Gives back the room that is left.
    @Override
    public void close() throws IOException {
        try (file) {
            file.truncate(end);
        }
    }
}
