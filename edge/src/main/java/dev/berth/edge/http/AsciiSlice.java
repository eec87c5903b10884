package dev.berth.edge.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A read-only view of a part of a head: one byte for each character, no copy.
///
/// Valid as long as the head that it was taken from; [#toString()] and [#toBytes()] give copies that last.
public final class AsciiSlice {

    private final byte[] bytes;
    private final int from;
    private final int to;

    AsciiSlice(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /// A slice of its own, which stays valid.
    public static AsciiSlice of(String text) {
        byte[] bytes = Ascii.bytes(text);
        return new AsciiSlice(bytes, 0, bytes.length);
    }

    public int length() {
        return to - from;
    }

    public boolean isEmpty() {
        return from == to;
    }

    public byte at(int index) {
        if (index < 0 || from + index >= to) {
            throw new IndexOutOfBoundsException(index);
        }
        return bytes[from + index];
    }

    /// The place of the first such byte at or after `start`, or -1.
    public int indexOf(char c, int start) {
        for (int i = from + start; i < to; i++) {
            if (bytes[i] == (byte) c) {
                return i - from;
            }
        }
        return -1;
    }

    public AsciiSlice slice(int start, int end) {
        if (start < 0 || start > end || from + end > to) {
            throw new IndexOutOfBoundsException(start + ".." + end + " of " + length());
        }
        return new AsciiSlice(bytes, from + start, from + end);
    }

    public AsciiSlice from(int start) {
        return slice(start, length());
    }

    public boolean startsWith(AsciiSlice prefix) {
        return length() >= prefix.length()
                && Arrays.equals(bytes, from, from + prefix.length(), prefix.bytes, prefix.from, prefix.to);
    }

    public boolean startsWithIgnoreCase(AsciiSlice prefix) {
        return length() >= prefix.length() && slice(0, prefix.length()).equalsIgnoreCase(prefix);
    }

    public boolean equalsIgnoreCase(AsciiSlice other) {
        if (length() != other.length()) {
            return false;
        }
        for (int i = 0; i < length(); i++) {
            if (Ascii.lower(bytes[from + i]) != Ascii.lower(other.bytes[other.from + i])) {
                return false;
            }
        }
        return true;
    }

    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    byte[] array() {
        return bytes;
    }

    int start() {
        return from;
    }

    int end() {
        return to;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AsciiSlice that && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
