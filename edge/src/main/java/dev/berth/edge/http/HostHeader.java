package dev.berth.edge.http;

import org.jspecify.annotations.Nullable;

/// The rules of the Host header: there, once, well formed, and not contradicted by an absolute target.
final class HostHeader {

    private static final String REG_NAME_MARKS = "-._~!$&'()*+,;=%";

    private HostHeader() {}

    static @Nullable Fault check(HeadReader reader, RequestLine line) {
        HeaderFields fields = reader.fields();
        int field = fields.has(Known.HOST) ? fields.find(Known.HOST, 0) : -1;
        AsciiSlice authority = line.authority();
        if (field < 0) {
            if (authority != null) {
                return Fault.FOREIGN_TARGET;
            }
            return line.http10() ? null : Fault.HOST_MISSING;
        }
        if (fields.find(Known.HOST, field + 1) >= 0) {
            return Fault.HOST_REPEATED;
        }
        if (!isAuthority(reader.bytes(), fields.valueStart(field), fields.valueEnd(field))) {
            return Fault.HOST;
        }
        boolean foreign = authority != null && !authority.equalsIgnoreCase(fields.value(reader.bytes(), field));
        return foreign ? Fault.FOREIGN_TARGET : null;
    }

    /// `uri-host [ ":" port ]` of RFC 3986, and not empty.
    private static boolean isAuthority(byte[] bytes, int from, int to) {
        if (from == to) {
            return false;
        }
        int hostEnd = bytes[from] == '[' ? literalEnd(bytes, from, to) : nameEnd(bytes, from, to);
        if (hostEnd <= from) {
            return false;
        }
        if (hostEnd == to) {
            return true;
        }
        if (bytes[hostEnd] != ':' || to - hostEnd > 6) {
            return false;
        }
        for (int i = hostEnd + 1; i < to; i++) {
            if (!Ascii.isDigit(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    private static int literalEnd(byte[] bytes, int from, int to) {
        int at = from + 1;
        while (at < to && (Ascii.hex(bytes[at]) >= 0 || bytes[at] == ':' || bytes[at] == '.')) {
            at++;
        }
        return at < to && at > from + 1 && bytes[at] == ']' ? at + 1 : -1;
    }

    private static int nameEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isNameByte(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isNameByte(byte b) {
        int lower = Ascii.lower(b);
        return (lower >= 'a' && lower <= 'z') || Ascii.isDigit(b) || (b > 0 && REG_NAME_MARKS.indexOf(b) >= 0);
    }
}
