package dev.berth.engine.docker;

import dev.berth.engine.container.LogChunk;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// Takes Docker's multiplexed stream apart.
///
/// Each frame is a head of eight bytes (source, three zeros, length) and one piece of the log, which begins
/// with its time, because times were asked for, and a space.
final class LogFrames {

    private static final int HEAD_BYTES = 8;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    // Docker cuts lines at 16 KiB; other log drivers than ours may not.
    private static final int MAX_FRAME_BYTES = 16 << 20;

    private final InputStream in;

    LogFrames(InputStream in) {
        this.in = in;
    }

    /// @throws EOFException when the stream ends inside a frame
    Optional<LogChunk> next() throws IOException {
        byte[] head = in.readNBytes(HEAD_BYTES);
        if (head.length == 0) {
            return Optional.empty();
        }
        if (head.length < HEAD_BYTES) {
            throw new EOFException("the log ended inside the head of a frame");
        }
        int length = ByteBuffer.wrap(head, 4, 4).getInt();
        if (length < 0 || length > MAX_FRAME_BYTES) {
            throw new IOException("a log frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        byte[] frame = in.readNBytes(length);
        if (frame.length < length) {
            throw new EOFException("the log ended inside a frame");
        }
        return Optional.of(chunk(sourceOf(head[0]), frame));
    }

    private static LogChunk.Source sourceOf(byte stream) throws IOException {
        return switch (stream) {
            case STDOUT -> LogChunk.Source.STDOUT;
            case STDERR -> LogChunk.Source.STDERR;
            default -> throw new IOException("not a multiplexed log: stream " + stream);
        };
    }

    private static LogChunk chunk(LogChunk.Source source, byte[] frame) throws IOException {
        int space = 0;
        while (space < frame.length && frame[space] != ' ') {
            space++;
        }
        String time = new String(frame, 0, space, StandardCharsets.US_ASCII);
        try {
            byte[] written = Arrays.copyOfRange(frame, Math.min(space + 1, frame.length), frame.length);
            return new LogChunk(source, Instant.parse(time), written);
        } catch (DateTimeException e) {
            throw new IOException("a log frame without its time", e);
        }
    }
}
