package dev.berth.journal.log;

import dev.berth.journal.Body;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Spool;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Large bodies: a file for each, encrypted in pieces, the last one marked as such, so that a shortened file is told
/// from a whole one. The name of a file is the salt of its key.
final class SpoolFolder {

    static final int PIECE_BYTES = 64 << 10;

    private static final int SEALED_BYTES = PIECE_BYTES + FileCipher.TAG_BYTES;
    private static final HexFormat HEX = HexFormat.of();

    private final Path folder;
    private final JournalKey key;
    private final Disk disk;
    private final Set<String> arriving = ConcurrentHashMap.newKeySet();

    SpoolFolder(Path folder, JournalKey key, Disk disk) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.key = key;
        this.disk = disk;
    }

    Spool begin() {
        byte[] salt = JournalKey.randomBytes(JournalKey.SALT_BYTES);
        String name = HEX.formatHex(salt);
        arriving.add(name);
        try {
            return new Arriving(name, disk.create(folder.resolve(name)), cipher(name));
        } catch (IOException e) {
            arriving.remove(name);
            throw new JournalFailure("keep a body: " + e.getMessage(), e);
        }
    }

    InputStream open(Body.Spooled body) throws IOException {
        return new Pieces(Files.newInputStream(folder.resolve(body.name())), cipher(body.name()));
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("delete " + folder.resolve(name), e);
        }
    }

    /// Whether the entry that it belongs to has it now. What is not kept goes.
    void settle(String name, boolean kept) {
        arriving.remove(name);
        if (!kept) {
            delete(name);
        }
    }

    /// Deletes what belongs to no entry: bodies whose callers broke off while the server died.
    void deleteAllBut(Set<String> known) {
        for (String name : names()) {
            if (!known.contains(name) && !arriving.contains(name)) {
                delete(name);
            }
        }
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("list " + folder, e);
        }
    }

    long bytes() {
        long sum = 0;
        for (String name : names()) {
            try {
                sum += Files.size(folder.resolve(name));
            } catch (IOException _) {
                // gone meanwhile
            }
        }
        return sum;
    }

    private FileCipher cipher(String name) {
        return new FileCipher(key.fileKey(HEX.parseHex(name)));
    }

    private static ByteBuffer ending(boolean last) {
        return ByteBuffer.wrap(new byte[] {(byte) (last ? 1 : 0)});
    }

    /// A body on its way in.
    private final class Arriving implements Spool {

        private final String name;
        private final Disk.File file;
        private final FileCipher cipher;
        private final byte[] piece = new byte[PIECE_BYTES];
        private final byte[] sealed = new byte[SEALED_BYTES];
        private int filled;
        private long pieces;
        private long written;
        private long length;
        private boolean finished;
        private boolean closed;

        Arriving(String name, Disk.File file, FileCipher cipher) {
            this.name = name;
            this.file = file;
            this.cipher = cipher;
        }

        @Override
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

        private void flush(boolean last) {
            int size = cipher.seal(pieces++, ending(last), piece, 0, filled, sealed, 0);
            try {
                file.write(ByteBuffer.wrap(sealed, 0, size), written);
            } catch (IOException e) {
                throw new JournalFailure("keep a body: " + e.getMessage(), e);
            }
            written += size;
            filled = 0;
        }

        @Override
        public Body.Spooled finish() {
            flush(true);
            try {
                file.sync();
            } catch (IOException e) {
                throw new JournalFailure("keep a body: " + e.getMessage(), e);
            }
            finished = true;
            close();
            return new Body.Spooled(name, length);
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            try {
                file.close();
            } catch (IOException e) {
                throw new JournalFailure("keep a body: " + e.getMessage(), e);
            } finally {
                if (!finished) {
                    arriving.remove(name);
                    delete(name);
                }
            }
        }
    }

    /// A body on its way out.
    private static final class Pieces extends FilterInputStream {

        private final FileCipher cipher;
        private byte[] piece = new byte[0];
        private byte[] ahead;
        private int at;
        private long number;
        private boolean ended;

        Pieces(InputStream in, FileCipher cipher) throws IOException {
            super(in);
            this.cipher = cipher;
            this.ahead = in.readNBytes(SEALED_BYTES);
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
                next();
            }
            int part = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, from, part);
            at += part;
            return part;
        }

        private void next() throws IOException {
            byte[] sealed = ahead;
            ahead = in.readNBytes(SEALED_BYTES);
            ended = ahead.length == 0;
            try {
                piece = cipher.open(number++, ending(ended), sealed, 0, sealed.length);
            } catch (FileCipher.Forged e) {
                throw new IOException("a kept body is damaged", e);
            }
            at = 0;
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, PIECE_BYTES)).length;
        }

        @Override
        public int available() {
            return piece.length - at;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
