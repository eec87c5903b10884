package dev.berth.journal.sealing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/// Reads what a [PieceWriter] wrote. A body that is damaged or shortened ends with an exception, never early.
public final class PieceReader extends InputStream {

    private final Source source;
    private final FileCipher cipher;
    private byte[] piece = new byte[0];
    private byte[] ahead;
    private int at;
    private long number;
    private boolean ended;

    /// Where the pieces come from, in their order.
    public interface Source extends Closeable {

        /// The next one as it was sealed; empty when there is none.
        byte[] next() throws IOException;
    }

    public PieceReader(Source source, FileCipher cipher) throws IOException {
        this.source = source;
        this.cipher = cipher;
        this.ahead = source.next();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == piece.length) {
            if (ended) {
                return -1;
            }
            advance();
        }
        int part = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, into, from, part);
        at += part;
        return part;
    }

    private void advance() throws IOException {
        byte[] sealed = ahead;
        ahead = source.next();
        ended = ahead.length == 0;
        try {
            piece = cipher.open(number++, PieceWriter.ending(ended), sealed, 0, sealed.length);
        } catch (FileCipher.Forged e) {
            throw new IOException("a kept body is damaged", e);
        }
        at = 0;
    }

    @Override
    public int available() {
        return piece.length - at;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
