package dev.berth.edge.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The character classes of RFC 9110 and 9112, and comparisons of bytes that ignore the case of ASCII letters.
final class Ascii {

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final byte[] TOKEN_LOWER = tokenTable();
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Ascii() {}

    /// The lower-case form of a byte that may stand in a token, or 0.
    static int tokenLower(byte b) {
        return TOKEN_LOWER[b & 0xff];
    }

    static boolean isToken(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (tokenLower(bytes[i]) == 0) {
                return false;
            }
        }
        return from < to;
    }

    /// True for what a field value may hold: visible characters, obs-text, space and tab.
    static boolean isFieldByte(byte b) {
        return b >= ' ' ? b != 0x7f : (b < 0 || b == '\t');
    }

    /// The first place in the range that holds no field byte, or `limit`. Looks at eight bytes at a time.
    static int fieldRunEnd(byte[] bytes, int from, int limit) {
        int at = from;
        while (at + Long.BYTES <= limit) {
            long word = (long) LONGS.get(bytes, at);
            long belowSpace = (word - ONES * ' ') & ~word;
            long toDelete = word ^ (ONES * 0x7f);
            long delete = (toDelete - ONES) & ~toDelete;
            if (((belowSpace | delete) & HIGH_BITS) != 0) {
                break;
            }
            at += Long.BYTES;
        }
        while (at < limit && isFieldByte(bytes[at])) {
            at++;
        }
        return at;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /// The value of a hexadecimal digit, or -1.
    static int hex(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    static boolean equalsIgnoreCase(byte[] bytes, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(bytes[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (!new String(bytes, StandardCharsets.ISO_8859_1).equals(text)) {
            throw new IllegalArgumentException("not Latin-1: " + text);
        }
        return bytes;
    }

    private static byte[] tokenTable() {
        byte[] table = new byte[256];
        for (char c = 0; c < 128; c++) {
            if (Character.isLetterOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0) {
                table[c] = (byte) lower((byte) c);
            }
        }
        return table;
    }
}
