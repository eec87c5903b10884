package dev.berth.edge.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Collects the head of one message from buffers that end anywhere, and reads each of its bytes once.
///
/// Reusable: [#begin()] makes it ready for the next head. The heads made from it are views of its bytes, so it is not
/// begun again before they are through.
public final class HeadReader {

    /// Copied at a time, so that little of a body is copied together with its head.
    private static final int STEP = 2048;

    private static final int USUAL_HEAD = 1024;

    private enum At {
        BEFORE_START_LINE,
        START_LINE,
        START_LINE_FEED,
        FIELDS,
        DONE
    }

    private final HeadLimits limits;
    private final HeaderFields fields = new HeaderFields();
    private final FieldReader fieldReader;
    private byte[] bytes = new byte[USUAL_HEAD];
    private int length;
    private At at = At.BEFORE_START_LINE;
    private int position;
    private int startLine;
    private int startLineEnd;
    private @Nullable Fault fault;

    public HeadReader(HeadLimits limits) {
        this.limits = limits;
        this.fieldReader = new FieldReader(fields, limits.fields());
    }

    public void begin() {
        length = 0;
        at = At.BEFORE_START_LINE;
        position = 0;
        startLine = 0;
        fault = null;
        fields.clear();
    }

    /// True once any byte of a head has come.
    public boolean hasBegun() {
        return length > 0;
    }

    /// Takes what belongs to the head from `in` and leaves the rest. True when the head is whole or faulty.
    public boolean read(ByteBuf in) {
        while (in.isReadable() && at != At.DONE && fault == null) {
            int step = Math.min(Math.min(in.readableBytes(), STEP), limits.headBytes() - length);
            if (step == 0) {
                fault = at == At.FIELDS ? Fault.HEAD_TOO_LARGE : Fault.TARGET_TOO_LONG;
                break;
            }
            append(in, step);
            int before = length;
            length += step;
            advance();
            int used = at == At.DONE ? position - before : step;
            in.skipBytes(used);
        }
        if (at == At.DONE) {
            length = position;
        }
        return at == At.DONE || fault != null;
    }

    /// What is wrong with the head as far as it was read, or null.
    public @Nullable Fault fault() {
        return fault;
    }

    byte[] bytes() {
        return bytes;
    }

    HeaderFields fields() {
        return fields;
    }

    int startLine() {
        return startLine;
    }

    int startLineEnd() {
        return startLineEnd;
    }

    /// How many bytes the head has, its empty line included.
    public int length() {
        return length;
    }

    private void append(ByteBuf in, int step) {
        if (length + step > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + step, bytes.length * 2));
        }
        in.getBytes(in.readerIndex(), bytes, length, step);
    }

    private void advance() {
        if (at == At.BEFORE_START_LINE) {
            skipEmptyLine();
        }
        if (at == At.START_LINE) {
            startLine(length);
        }
        if (at == At.START_LINE_FEED && position < length) {
            startLineFeed();
        }
        if (at == At.FIELDS && fieldReader.read(bytes, length)) {
            fault = fieldReader.fault();
            position = fieldReader.end();
            at = At.DONE;
        }
    }

    /// One empty line before a start line is ignored (RFC 9112, 2.2); more are not.
    private void skipEmptyLine() {
        if (bytes[0] != '\r') {
            at = At.START_LINE;
            return;
        }
        if (length < 2) {
            return;
        }
        if (bytes[1] != '\n') {
            fault = Fault.BARE_CARRIAGE_RETURN;
            return;
        }
        startLine = 2;
        position = 2;
        at = At.START_LINE;
    }

    private void startLine(int limit) {
        position = Ascii.fieldRunEnd(bytes, position, limit);
        if (position - startLine > limits.startLineBytes()) {
            fault = Fault.TARGET_TOO_LONG;
        } else if (position < limit) {
            byte b = bytes[position];
            if (b != '\r') {
                fault = b == '\n' ? Fault.BARE_LINE_FEED : Fault.CONTROL_CHARACTER;
                return;
            }
            startLineEnd = position++;
            at = At.START_LINE_FEED;
        }
    }

    private void startLineFeed() {
        if (bytes[position] != '\n') {
            fault = Fault.BARE_CARRIAGE_RETURN;
            return;
        }
        if (startLineEnd == startLine) {
            fault = Fault.REQUEST_LINE;
            return;
        }
        position++;
        fieldReader.begin(position);
        at = At.FIELDS;
    }
}
