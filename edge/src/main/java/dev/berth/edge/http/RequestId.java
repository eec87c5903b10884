package dev.berth.edge.http;

import java.nio.charset.StandardCharsets;

/// The name of one request: 24 hexadecimal digits, ordered by time to the millisecond, unique among all edges.
public final class RequestId {

    public static final String HEADER = "X-Berth-Request-Id";

    static final int LENGTH = 24;
    private static final byte[] DIGITS = Ascii.bytes("0123456789abcdef");

    private final byte[] digits = new byte[LENGTH];

    /// @param millis since 1970, of which 48 bits count
    /// @param serial tells ids of one millisecond apart; 48 bits count
    RequestId(long millis, long serial) {
        write(millis, 0);
        write(serial, LENGTH / 2);
    }

    private void write(long value, int from) {
        long rest = value;
        for (int i = from + LENGTH / 2 - 1; i >= from; i--) {
            digits[i] = DIGITS[(int) (rest & 0xf)];
            rest >>>= 4;
        }
    }

    private RequestId(String digits) {
        for (int i = 0; i < LENGTH; i++) {
            this.digits[i] = (byte) digits.charAt(i);
        }
    }

    /// Reads an id that was written by [#toString].
    public static RequestId parse(String text) {
        if (text.length() != LENGTH || !text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            throw new IllegalArgumentException("not a request id: " + text);
        }
        return new RequestId(text);
    }

    byte[] digits() {
        return digits;
    }

    public AsciiSlice toSlice() {
        return new AsciiSlice(digits, 0, LENGTH);
    }

    @Override
    public String toString() {
        return new String(digits, StandardCharsets.ISO_8859_1);
    }
}
