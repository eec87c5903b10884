package dev.berth.hostd.inquiry;

import dev.berth.engine.EngineFailure;
import dev.berth.engine.container.LogChunk;
import dev.berth.engine.container.LogStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;

/// A container's log as plain text, each line with its time in front when that is wanted.
///
/// It holds one piece at a time. Closing it from another thread ends a read that waits.
final class LogText extends InputStream {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z '").withZone(ZoneOffset.UTC);

    private final LogStream log;
    private final boolean timestamps;
    private boolean atLineStart = true;
    private byte[] piece = {};
    private int position;

    LogText(LogStream log, boolean timestamps) {
        this.log = log;
        this.timestamps = timestamps;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (position == piece.length) {
            if (!fetch()) {
                return -1;
            }
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return piece.length - position;
    }

    private boolean fetch() throws IOException {
        try {
            Optional<LogChunk> next = log.next();
            if (next.isEmpty()) {
                return false;
            }
            piece = text(next.get());
            position = 0;
            return true;
        } catch (EngineFailure e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private byte[] text(LogChunk chunk) {
        byte[] bytes = chunk.bytes();
        boolean stamped = timestamps && atLineStart;
        atLineStart = bytes.length > 0 && bytes[bytes.length - 1] == '\n';
        if (!stamped) {
            return bytes;
        }
        byte[] time = TIME.format(chunk.at()).getBytes(StandardCharsets.US_ASCII);
        byte[] both = new byte[time.length + bytes.length];
        System.arraycopy(time, 0, both, 0, time.length);
        System.arraycopy(bytes, 0, both, time.length, bytes.length);
        return both;
    }

    @Override
    public void close() {
        log.close();
    }
}
