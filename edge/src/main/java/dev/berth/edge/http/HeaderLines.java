package dev.berth.edge.http;

import java.util.Arrays;

/// Header lines to add to a head, as the bytes that will be sent.
///
/// Grows while it is filled; whoever hands it over no longer changes it. Control characters cannot get in: a value
/// that holds one is a mistake of the caller and throws.
public final class HeaderLines {

    private static final int USUAL_SIZE = 256;

    private byte[] bytes;
    private int length;

    public HeaderLines() {
        this.bytes = new byte[USUAL_SIZE];
    }

    private HeaderLines(byte[] bytes) {
        this.bytes = bytes;
        this.length = bytes.length;
    }

    /// No lines, and never any.
    public static HeaderLines none() {
        return new HeaderLines(new byte[0]);
    }

    public HeaderLines add(String name, String value) {
        return begin(name).append(Ascii.bytes(value)).end();
    }

    public HeaderLines add(String name, AsciiSlice value) {
        return begin(name).append(value).end();
    }

    /// All lines of another block, unchanged.
    public HeaderLines addAll(HeaderLines lines) {
        raw(lines.bytes, 0, lines.length);
        return this;
    }

    /// Begins a line whose value follows in pieces, up to [#end()].
    public HeaderLines begin(String name) {
        byte[] text = Ascii.bytes(name);
        if (!Ascii.isToken(text, 0, text.length)) {
            throw new IllegalArgumentException("not a header name: " + name);
        }
        raw(text, 0, text.length);
        return raw((byte) ':').raw((byte) ' ');
    }

    public HeaderLines append(String piece) {
        return append(Ascii.bytes(piece));
    }

    public HeaderLines append(AsciiSlice piece) {
        return append(piece.array(), piece.start(), piece.end());
    }

    public HeaderLines end() {
        return raw((byte) '\r').raw((byte) '\n');
    }

    public int length() {
        return length;
    }

    byte[] array() {
        return bytes;
    }

    private HeaderLines append(byte[] piece) {
        return append(piece, 0, piece.length);
    }

    private HeaderLines append(byte[] piece, int from, int to) {
        if (Ascii.fieldRunEnd(piece, from, to) != to) {
            throw new IllegalArgumentException("control character in a header value");
        }
        raw(piece, from, to);
        return this;
    }

    private HeaderLines raw(byte b) {
        room(1);
        bytes[length++] = b;
        return this;
    }

    private void raw(byte[] source, int from, int to) {
        room(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    @Override
    public String toString() {
        return new AsciiSlice(bytes, 0, length).toString();
    }
}
