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
        return begin(name).append(value).end();
    }

    public HeaderLines add(String name, AsciiSlice value) {
        return begin(name).append(value).end();
    }

    public HeaderLines add(HeaderName name, String value) {
        return begin(name).append(value).end();
    }

    public HeaderLines add(HeaderName name, AsciiSlice value) {
        return begin(name).append(value).end();
    }

    /// All lines of another block, unchanged.
    public HeaderLines addAll(HeaderLines lines) {
        raw(lines.bytes, 0, lines.length);
        return this;
    }

    /// Begins a line whose value follows in pieces, up to [#end()].
    public HeaderLines begin(String name) {
        return begin(HeaderName.of(name));
    }

    /// As with a text, for a name that is made once and used often.
    public HeaderLines begin(HeaderName name) {
        byte[] text = name.bytes();
        raw(text, 0, text.length);
        return raw((byte) ':').raw((byte) ' ');
    }

    public HeaderLines append(String piece) {
        int count = piece.length();
        room(count);
        for (int i = 0; i < count; i++) {
            char c = piece.charAt(i);
            if (c > 0xff || !Ascii.isFieldByte((byte) c)) {
                throw new IllegalArgumentException("a header value cannot hold the character " + (int) c);
            }
            bytes[length + i] = (byte) c;
        }
        length += count;
        return this;
    }

    public HeaderLines append(AsciiSlice piece) {
        byte[] source = piece.array();
        if (Ascii.fieldRunEnd(source, piece.start(), piece.end()) != piece.end()) {
            throw new IllegalArgumentException("a header value cannot hold a control character");
        }
        raw(source, piece.start(), piece.end());
        return this;
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
