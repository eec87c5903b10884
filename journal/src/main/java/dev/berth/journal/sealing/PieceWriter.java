package dev.berth.journal.sealing;

import dev.berth.journal.JournalFailure;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Cuts a large body into encrypted pieces, the last one marked as such, so that a shortened body is told from a whole
/// one. At most one piece is in memory.
public final class PieceWriter {

    public static final int PIECE_BYTES = 64 << 10;
    public static final int SEALED_BYTES = PIECE_BYTES + FileCipher.TAG_BYTES;

    private final FileCipher cipher;
    private final Sink sink;
    private final byte[] piece = new byte[PIECE_BYTES];
    private final byte[] sealed = new byte[SEALED_BYTES];
    private int filled;
    private long pieces;
    private long length;

    /// Where the pieces go, in their order.
    @FunctionalInterface
    public interface Sink {

        /// @param piece to be used until it returns
        void take(byte[] piece, int length, boolean last) throws IOException;
    }

    public PieceWriter(FileCipher cipher, Sink sink) {
        this.cipher = cipher;
        this.sink = sink;
    }

    /// How many bytes the body has so far.
    public long length() {
        return length;
    }

    /// @throws JournalFailure when the sink takes no more
    public void write(byte[] bytes, int from, int count) {
        int at = from;
        int rest = count;
        while (rest > 0) {
            if (filled == PIECE_BYTES) {
                flush(false);
            }
            int part = Math.min(rest, PIECE_BYTES - filled);
            System.arraycopy(bytes, at, piece, filled, part);
            filled += part;
            at += part;
            rest -= part;
        }
        length += count;
    }

    /// @throws JournalFailure when the sink does not take the end
    public void finish() {
        flush(true);
    }

    private void flush(boolean last) {
        int size = cipher.seal(pieces++, ending(last), piece, 0, filled, sealed, 0);
        try {
            sink.take(sealed, size, last);
        } catch (IOException e) {
            throw new JournalFailure("keep a body: " + e.getMessage(), e);
        }
        filled = 0;
    }

    static ByteBuffer ending(boolean last) {
        return ByteBuffer.wrap(new byte[] {(byte) (last ? 1 : 0)});
    }
}
