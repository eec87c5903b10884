package dev.berth.edge.http;

import org.jspecify.annotations.Nullable;

/// Finds the framing that a head declares. Strict: whatever two parsers could read differently is a fault.
final class Lengths {

    /// 18 digits fit a long, whatever they are.
    private static final int MAX_DIGITS = 18;

    private @Nullable Fault fault;
    private @Nullable BodyFraming framing;

    private Lengths() {}

    /// Reads Content-Length and Transfer-Encoding.
    static Lengths of(byte[] bytes, HeaderFields fields, boolean http10) {
        Lengths lengths = new Lengths();
        boolean hasLength = fields.has(Known.CONTENT_LENGTH);
        boolean hasCoding = fields.has(Known.TRANSFER_ENCODING);
        if (hasLength && hasCoding) {
            lengths.fault = Fault.LENGTH_AND_CODING;
        } else if (hasCoding) {
            lengths.readCoding(bytes, fields, http10);
        } else if (hasLength) {
            lengths.readLength(bytes, fields);
        }
        return lengths;
    }

    @Nullable
    Fault fault() {
        return fault;
    }

    /// Null when the head declares none.
    @Nullable
    BodyFraming framing() {
        return framing;
    }

    private void readCoding(byte[] bytes, HeaderFields fields, boolean http10) {
        int field = fields.find(Known.TRANSFER_ENCODING, 0);
        boolean chunked =
                Ascii.equalsIgnoreCase(bytes, fields.valueStart(field), fields.valueEnd(field), Words.CHUNKED);
        if (http10) {
            fault = Fault.CODING_IN_HTTP_1_0;
        } else if (!chunked
                || fields.find(Known.TRANSFER_ENCODING, field + 1) >= 0
                || hasTabAround(bytes, fields, field)) {
            fault = Fault.CODING;
        } else {
            framing = new BodyFraming.Chunked();
        }
    }

    private void readLength(byte[] bytes, HeaderFields fields) {
        int field = fields.find(Known.CONTENT_LENGTH, 0);
        if (fields.find(Known.CONTENT_LENGTH, field + 1) >= 0) {
            fault = Fault.LENGTH_REPEATED;
            return;
        }
        int from = fields.valueStart(field);
        int to = fields.valueEnd(field);
        long value = 0;
        boolean digits = from < to && to - from <= MAX_DIGITS && !hasTabAround(bytes, fields, field);
        for (int i = from; i < to && digits; i++) {
            digits = Ascii.isDigit(bytes[i]);
            value = value * 10 + (bytes[i] - '0');
        }
        if (digits) {
            framing = BodyFraming.length(value);
        } else {
            fault = Fault.LENGTH;
        }
    }

    /// A tab is as good as a space there, but some parsers take it for a part of the value, and then do not know it.
    private static boolean hasTabAround(byte[] bytes, HeaderFields fields, int field) {
        int at = fields.nameEnd(field) + 1;
        while (at < fields.valueStart(field) && bytes[at] != '\t') {
            at++;
        }
        int behind = fields.valueEnd(field);
        while (bytes[behind] == ' ') {
            behind++;
        }
        return at < fields.valueStart(field) || bytes[behind] == '\t';
    }
}
