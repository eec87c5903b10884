package dev.berth.edge.http;

import org.jspecify.annotations.Nullable;

/// Reads header lines up to the empty line, one byte after the other and each once, however they arrive.
///
/// Used for heads and for trailers. Wants all bytes of the block in one array that may grow between calls.
final class FieldReader {

    private enum At {
        LINE_START,
        NAME,
        BEFORE_VALUE,
        VALUE,
        LINE_FEED,
        LAST_LINE_FEED,
        DONE
    }

    private final HeaderFields fields;
    private final int maxFields;
    private At at = At.LINE_START;
    private int position;
    private int lineStart;
    private int nameEnd;
    private int valueStart;
    private int valueEnd;
    private int hash;
    private @Nullable Fault fault;

    FieldReader(HeaderFields fields, int maxFields) {
        this.fields = fields;
        this.maxFields = maxFields;
    }

    void begin(int start) {
        fields.clear();
        at = At.LINE_START;
        position = start;
        fault = null;
    }

    /// Reads on in `bytes` up to `limit`. True when it need not be called again: the block is done or faulty.
    boolean read(byte[] bytes, int limit) {
        while (position < limit && at != At.DONE && fault == null) {
            switch (at) {
                case LINE_START -> lineStart(bytes[position]);
                case NAME -> name(bytes, limit);
                case BEFORE_VALUE -> beforeValue(bytes, limit);
                case VALUE -> value(bytes, limit);
                case LINE_FEED -> lineFeed(bytes);
                case LAST_LINE_FEED -> lastLineFeed(bytes[position]);
                case DONE -> throw new IllegalStateException("read past the end of the block");
            }
        }
        return at == At.DONE || fault != null;
    }

    /// What is wrong, or null.
    @Nullable
    Fault fault() {
        return fault;
    }

    /// After the block is done: the place behind its empty line.
    int end() {
        return position;
    }

    private void lineStart(byte b) {
        if (b == '\r') {
            at = At.LAST_LINE_FEED;
            position++;
        } else if (Ascii.isBlank(b)) {
            fault = Fault.FOLDED_LINE;
        } else if (fields.count() == maxFields) {
            fault = Fault.TOO_MANY_HEADERS;
        } else {
            lineStart = position;
            hash = 0;
            at = At.NAME;
        }
    }

    private void name(byte[] bytes, int limit) {
        int i = position;
        int h = hash;
        while (i < limit) {
            int lower = Ascii.tokenLower(bytes[i]);
            if (lower == 0) {
                break;
            }
            h = HeaderName.nextHash(h, lower);
            i++;
        }
        hash = h;
        position = i;
        if (i < limit) {
            nameEnded(bytes[i]);
        }
    }

    private void nameEnded(byte b) {
        if (b != ':') {
            fault = switch (b) {
                case ' ', '\t' -> Fault.SPACE_BEFORE_COLON;
                case '\n' -> Fault.BARE_LINE_FEED;
                default -> Fault.HEADER_NAME;
            };
        } else if (position == lineStart) {
            fault = Fault.HEADER_NAME;
        } else {
            nameEnd = position++;
            at = At.BEFORE_VALUE;
        }
    }

    private void beforeValue(byte[] bytes, int limit) {
        while (position < limit && Ascii.isBlank(bytes[position])) {
            position++;
        }
        if (position < limit) {
            valueStart = position;
            at = At.VALUE;
        }
    }

    private void value(byte[] bytes, int limit) {
        position = Ascii.fieldRunEnd(bytes, position, limit);
        if (position == limit) {
            return;
        }
        byte b = bytes[position];
        if (b != '\r') {
            fault = b == '\n' ? Fault.BARE_LINE_FEED : Fault.CONTROL_CHARACTER;
            return;
        }
        int end = position;
        while (end > valueStart && Ascii.isBlank(bytes[end - 1])) {
            end--;
        }
        valueEnd = end;
        position++;
        at = At.LINE_FEED;
    }

    private void lineFeed(byte[] bytes) {
        if (bytes[position] != '\n') {
            fault = Fault.BARE_CARRIAGE_RETURN;
            return;
        }
        position++;
        fields.add(bytes, hash, lineStart, nameEnd, valueStart, valueEnd);
        at = At.LINE_START;
    }

    private void lastLineFeed(byte b) {
        if (b != '\n') {
            fault = Fault.BARE_CARRIAGE_RETURN;
            return;
        }
        position++;
        at = At.DONE;
    }
}
