package dev.berth.journal.log;

import dev.berth.journal.sealing.FileCipher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/// Reads a segment record by record. What is damaged is told and passed over, up to the next record that is whole.
final class SegmentScan {

    private static final int WINDOW_BYTES = 2 * (Frame.LONGEST_PAYLOAD + Frame.HEAD_BYTES);

    private final FileChannel channel;
    private final long segment;
    private final FileCipher cipher;
    private final Visitor visitor;
    private final ByteBuffer window;
    private long windowAt;

    SegmentScan(FileChannel channel, long segment, FileCipher cipher, Visitor visitor) throws IOException {
        this.channel = channel;
        this.segment = segment;
        this.cipher = cipher;
        this.visitor = visitor;
        this.window = ByteBuffer.allocate((int) Math.min(channel.size(), WINDOW_BYTES))
                .limit(0);
    }

    /// Hears what a scan finds, in the order of the file.
    interface Visitor {

        void record(Location location, Frame frame, LogRecord record);

        /// @param what names the entry where its head could be read
        void damage(long segment, long from, long to, String what);
    }

    void run(long from, long limit) throws IOException {
        long at = from;
        while (at < limit) {
            long next = step(at, limit);
            if (next == at) {
                long resumed = nextFrame(at + 1, limit);
                if (resumed == limit && isEmpty(at, limit)) {
                    return;
                }
                visitor.damage(segment, at, resumed, "no record begins here");
                next = resumed;
            }
            at = next;
        }
    }

    /// Where the next record begins; the same place when none begins here.
    private long step(long at, long limit) throws IOException {
        int remaining = (int) Math.min(limit - at, WINDOW_BYTES);
        if (remaining < Frame.HEAD_BYTES) {
            return at;
        }
        Optional<Frame> frame = Frame.at(window, see(at, Frame.HEAD_BYTES));
        if (frame.isEmpty() || frame.get().bytes() > remaining) {
            return at;
        }
        Frame found = frame.get();
        int place = see(at, found.bytes());
        String damage = "of entry " + found.entry() + ": ";
        if (!found.isWhole(window, place)) {
            visitor.damage(segment, at, at + found.bytes(), damage + found.type());
        } else {
            try {
                LogRecord record = RecordCodec.decode(found.type(), found.entry(), found.open(window, place, cipher));
                visitor.record(new Location(segment, at, found.bytes()), found, record);
            } catch (FileCipher.Forged | IOException | IllegalArgumentException e) {
                visitor.damage(segment, at, at + found.bytes(), damage + found.type() + ", " + e.getMessage());
            }
        }
        return at + found.bytes();
    }

    private long nextFrame(long from, long limit) throws IOException {
        for (long at = from; at + Frame.HEAD_BYTES <= limit; at++) {
            if (Frame.at(window, see(at, Frame.HEAD_BYTES)).isPresent()) {
                return at;
            }
        }
        return limit;
    }

    /// Whether this is room that was made ahead.
    private boolean isEmpty(long from, long to) throws IOException {
        for (long at = from; at < to; at++) {
            if (window.get(see(at, 1)) != 0) {
                return false;
            }
        }
        return true;
    }

    /// Brings these bytes of the file into the window.
    ///
    /// @return their place in it
    private int see(long at, int length) throws IOException {
        if (at < windowAt || at + length > windowAt + window.limit()) {
            window.clear();
            SegmentFolder.fill(channel, window, at);
            windowAt = at;
            if (window.limit() < length) {
                throw new IOException("segment %d ends in the midst of a read at %d".formatted(segment, at));
            }
        }
        return (int) (at - windowAt);
    }
}
