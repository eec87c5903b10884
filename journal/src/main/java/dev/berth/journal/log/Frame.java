package dev.berth.journal.log;

import dev.berth.journal.EntryId;
import dev.berth.journal.sealing.FileCipher;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The readable beginning of a record: how long it is, whose, and whether it is whole.
///
/// ```
/// 0  magic        4   where a scan finds its feet again after damage
/// 4  length       4   of the sealed payload
/// 8  type         1
/// 9  zero         1
/// 10 entry       16
/// 26 number       8   of the record in its segment: the nonce
/// 34 payload sum  4   CRC-32C
/// 38 head sum     4   CRC-32C of all before it
/// 42 payload          AES-256-GCM, bound to bytes 4 to 33
/// ```
///
/// @param length of the sealed payload in bytes
/// @param number of the record in its segment
record Frame(RecordType type, EntryId entry, long number, int length, int payloadSum) {

    static final int HEAD_BYTES = 42;
    static final int MAGIC = 0xB371A2C5;

    /// A body of 64 KiB, two heads of any size that the edge lets through, and room.
    static final int LONGEST_PAYLOAD = 4 << 20;

    private static final int BOUND_FROM = 4;
    private static final int BOUND_BYTES = 30;
    private static final int SUMMED_BYTES = 38;

    /// Puts a frame with its sealed payload at the buffer's position.
    static void put(ByteBuffer into, RecordType type, EntryId entry, long number, byte[] plain, FileCipher cipher) {
        int at = into.position();
        int length = plain.length + FileCipher.TAG_BYTES;
        into.putInt(MAGIC)
                .putInt(length)
                .put(type.code())
                .put((byte) 0)
                .putLong(entry.sequence())
                .putLong(entry.nonce())
                .putLong(number);
        ByteBuffer bound = into.slice(at + BOUND_FROM, BOUND_BYTES);
        cipher.seal(number, bound, plain, 0, plain.length, into.array(), into.arrayOffset() + at + HEAD_BYTES);
        into.putInt(sum(into, at + HEAD_BYTES, length));
        into.putInt(sum(into, at, SUMMED_BYTES));
        into.position(at + HEAD_BYTES + length);
    }

    /// How much room a payload takes on the disk.
    static int bytesFor(byte[] plain) {
        return HEAD_BYTES + plain.length + FileCipher.TAG_BYTES;
    }

    /// Reads the head at this place; empty when none lies there. At least [#HEAD_BYTES] must follow.
    static Optional<Frame> at(ByteBuffer buffer, int at) {
        if (buffer.getInt(at) != MAGIC || buffer.getInt(at + SUMMED_BYTES) != sum(buffer, at, SUMMED_BYTES)) {
            return Optional.empty();
        }
        int length = buffer.getInt(at + 4);
        Optional<RecordType> type = RecordType.of(buffer.get(at + 8));
        long sequence = buffer.getLong(at + 10);
        if (type.isEmpty() || length < FileCipher.TAG_BYTES || length > LONGEST_PAYLOAD || sequence < 1) {
            return Optional.empty();
        }
        return Optional.of(new Frame(
                type.get(),
                new EntryId(sequence, buffer.getLong(at + 18)),
                buffer.getLong(at + 26),
                length,
                buffer.getInt(at + 34)));
    }

    /// Whether the payload behind the head at this place is what was written.
    boolean isWhole(ByteBuffer buffer, int at) {
        return sum(buffer, at + HEAD_BYTES, length) == payloadSum;
    }

    /// The payload in clear.
    byte[] open(ByteBuffer buffer, int at, FileCipher cipher) throws FileCipher.Forged {
        return cipher.open(
                number,
                buffer.slice(at + BOUND_FROM, BOUND_BYTES),
                buffer.array(),
                buffer.arrayOffset() + at + HEAD_BYTES,
                length);
    }

    int bytes() {
        return HEAD_BYTES + length;
    }

    private static int sum(ByteBuffer buffer, int from, int length) {
        CRC32C sum = new CRC32C();
        sum.update(buffer.array(), buffer.arrayOffset() + from, length);
        return (int) sum.getValue();
    }
}
