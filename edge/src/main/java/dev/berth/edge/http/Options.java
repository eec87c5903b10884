package dev.berth.edge.http;

import org.jspecify.annotations.Nullable;

/// What a head says of its connection: the Connection header's options, and the headers that need one of them.
///
/// Shared by requests and answers. Reads the lists once; allocates nothing but itself.
final class Options {

    private boolean close;
    private boolean keepAlive;
    private boolean upgrade;
    private boolean te;
    /// The Connection header names headers other than those that are known to belong to one hop.
    private boolean namesOthers;
    private @Nullable Fault fault;

    private Options() {}

    static Options of(byte[] bytes, HeaderFields fields) {
        Options options = new Options();
        int field = fields.has(Known.CONNECTION) ? fields.find(Known.CONNECTION, 0) : -1;
        while (field >= 0) {
            options.readList(bytes, fields.valueStart(field), fields.valueEnd(field));
            field = fields.find(Known.CONNECTION, field + 1);
        }
        return options;
    }

    boolean close() {
        return close;
    }

    boolean keepAlive() {
        return keepAlive;
    }

    boolean upgrade() {
        return upgrade;
    }

    boolean te() {
        return te;
    }

    boolean namesOthers() {
        return namesOthers;
    }

    @Nullable
    Fault fault() {
        return fault;
    }

    /// Whether the Connection header lists that header, which then belongs to one hop only.
    static boolean lists(byte[] bytes, HeaderFields fields, int named) {
        int from = fields.lineStart(named);
        int to = fields.nameEnd(named);
        int field = fields.find(Known.CONNECTION, 0);
        while (field >= 0) {
            if (contains(bytes, fields.valueStart(field), fields.valueEnd(field), bytes, from, to)) {
                return true;
            }
            field = fields.find(Known.CONNECTION, field + 1);
        }
        return false;
    }

    /// Whether a comma-separated list holds that word, parameters of its members aside.
    static boolean contains(byte[] bytes, int from, int to, byte[] word, int wordFrom, int wordTo) {
        int at = from;
        while (at < to) {
            int end = memberEnd(bytes, at, to);
            int start = skipBlanks(bytes, at, end);
            int stop = start;
            while (stop < end && Ascii.tokenLower(bytes[stop]) != 0) {
                stop++;
            }
            if (same(bytes, start, stop, word, wordFrom, wordTo)) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }

    private void readList(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int end = memberEnd(bytes, at, to);
            int start = skipBlanks(bytes, at, end);
            int stop = end;
            while (stop > start && Ascii.isBlank(bytes[stop - 1])) {
                stop--;
            }
            if (start < stop) {
                option(bytes, start, stop);
            }
            at = end + 1;
        }
    }

    private void option(byte[] bytes, int from, int to) {
        if (Ascii.equalsIgnoreCase(bytes, from, to, Words.KEEP_ALIVE)) {
            keepAlive = true;
        } else if (Ascii.equalsIgnoreCase(bytes, from, to, Words.CLOSE)) {
            close = true;
        } else if (Ascii.equalsIgnoreCase(bytes, from, to, Words.UPGRADE)) {
            upgrade = true;
        } else if (Ascii.equalsIgnoreCase(bytes, from, to, Words.TE)) {
            te = true;
        } else if (!Ascii.isToken(bytes, from, to)) {
            fault = Fault.CONNECTION;
        } else {
            other(bytes, from, to);
        }
    }

    /// A header that frames or routes the message must not be made to vanish on the way.
    private void other(byte[] bytes, int from, int to) {
        Known known = Known.of(HeaderName.hash(bytes, from, to), bytes, from, to);
        switch (known) {
            case HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, EXPECT -> fault = Fault.CONNECTION;
            case OTHER -> namesOthers = true;
            case KEEP_ALIVE, PROXY_CONNECTION, TE, TRAILER, UPGRADE, HTTP2_SETTINGS -> {
                // Handled by name, listed or not.
            }
        }
    }

    private static int memberEnd(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && bytes[end] != ',') {
            end++;
        }
        return end;
    }

    private static int skipBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && Ascii.isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean same(byte[] bytes, int from, int to, byte[] word, int wordFrom, int wordTo) {
        if (to - from != wordTo - wordFrom) {
            return false;
        }
        for (int i = 0; i < to - from; i++) {
            if (Ascii.lower(bytes[from + i]) != Ascii.lower(word[wordFrom + i])) {
                return false;
            }
        }
        return true;
    }
}
