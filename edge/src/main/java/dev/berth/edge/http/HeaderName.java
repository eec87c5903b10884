package dev.berth.edge.http;

/// The name of a header, hashed once so that finding it in a head costs no comparison of text.
public final class HeaderName {

    private final String text;
    private final byte[] bytes;
    private final byte[] lower;
    private final int hash;

    private HeaderName(String text) {
        byte[] bytes = Ascii.bytes(text);
        if (!Ascii.isToken(bytes, 0, bytes.length)) {
            throw new IllegalArgumentException("not a header name: " + text);
        }
        this.text = text;
        this.bytes = bytes;
        this.lower = bytes.clone();
        for (int i = 0; i < bytes.length; i++) {
            lower[i] = (byte) Ascii.lower(bytes[i]);
        }
        this.hash = hash(lower, 0, lower.length);
    }

    public static HeaderName of(String text) {
        return new HeaderName(text);
    }

    /// As written, for sending.
    public String text() {
        return text;
    }

    /// As written. Not to be changed.
    byte[] bytes() {
        return bytes;
    }

    byte[] lower() {
        return lower;
    }

    int hash() {
        return hash;
    }

    boolean is(int otherHash, byte[] bytes, int from, int to) {
        return hash == otherHash && Ascii.equalsIgnoreCase(bytes, from, to, lower);
    }

    static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = nextHash(hash, Ascii.lower(bytes[i]));
        }
        return hash;
    }

    static int nextHash(int hash, int lowerCase) {
        return hash * 31 + lowerCase;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeaderName that && hash == that.hash && text.equalsIgnoreCase(that.text);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return text;
    }
}
