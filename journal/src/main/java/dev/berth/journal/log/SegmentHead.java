package dev.berth.journal.log;

import dev.berth.journal.Bytes;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.sealing.JournalKey;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The first bytes of a segment.
///
/// ```
/// 0  "BERTHLOG"    8
/// 8  version       4
/// 12 number        8
/// 20 previous end  8   up to where the segment before counts; 0 (from older versions) when that one's own end does
/// 28 salt         16   of this file's key
/// 44 sum           4   CRC-32C of all before it
/// 48 zero         16
/// ```
///
/// @param previousEnd what lies behind it in the segment before was never on the disk as far as anybody was told
record SegmentHead(long number, long previousEnd, Bytes salt) {

    static final int BYTES = 64;

    private static final long MAGIC = 0x42455254_484c4f47L;
    private static final int VERSION = 1;
    private static final int SUMMED_BYTES = 44;

    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(MAGIC)
                .putInt(VERSION)
                .putLong(number)
                .putLong(previousEnd)
                .put(salt.array())
                .putInt(sum(bytes));
        return bytes.position(0);
    }

    /// Empty when these are not the first bytes of a segment.
    ///
    /// @throws JournalFailure when a newer version wrote it
    static Optional<SegmentHead> of(ByteBuffer bytes) {
        if (bytes.remaining() < BYTES || bytes.getLong(0) != MAGIC || bytes.getInt(SUMMED_BYTES) != sum(bytes)) {
            return Optional.empty();
        }
        int version = bytes.getInt(8);
        if (version > VERSION) {
            throw new JournalFailure(
                    "a newer Berth wrote this journal (format %d, this one knows %d). Run that version, or restore a backup made before the upgrade"
                            .formatted(version, VERSION));
        }
        byte[] salt = new byte[JournalKey.SALT_BYTES];
        bytes.get(28, salt);
        return Optional.of(new SegmentHead(bytes.getLong(12), bytes.getLong(20), Bytes.of(salt)));
    }

    private static int sum(ByteBuffer bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes.array(), bytes.arrayOffset(), SUMMED_BYTES);
        return (int) sum.getValue();
    }
}
