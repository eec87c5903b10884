package dev.berth.edge.http;

/// The words of HTTP that are compared with bytes, in lower case.
final class Words {

    static final byte[] CHUNKED = Ascii.bytes("chunked");
    static final byte[] CLOSE = Ascii.bytes("close");
    static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    static final byte[] UPGRADE = Ascii.bytes("upgrade");
    static final byte[] TE = Ascii.bytes("te");
    static final byte[] TRAILERS = Ascii.bytes("trailers");
    static final byte[] H2C = Ascii.bytes("h2c");
    static final byte[] CONTINUE_100 = Ascii.bytes("100-continue");

    private Words() {}
}
