package dev.berth.journal.log;

import dev.berth.journal.Body;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Spool;
import dev.berth.journal.sealing.FileCipher;
import dev.berth.journal.sealing.JournalKey;
import dev.berth.journal.sealing.PieceReader;
import dev.berth.journal.sealing.PieceWriter;
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
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Large bodies: a file for each, encrypted in pieces. The name of a file is the salt of its key.
final class SpoolFolder {

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
        return new PieceReader(new Pieces(Files.newInputStream(folder.resolve(body.name()))), cipher(body.name()));
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
    ///
    /// @param known asked only when there is any body
    void deleteAllBut(Supplier<Set<String>> known) {
        List<String> names = names();
        Set<String> kept = names.isEmpty() ? Set.of() : known.get();
        for (String name : names) {
            if (!kept.contains(name) && !arriving.contains(name)) {
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

    /// A body on its way in.
    private final class Arriving implements Spool {

        private final String name;
        private final Disk.File file;
        private final PieceWriter pieces;
        private long written;
        private boolean finished;
        private boolean closed;

        Arriving(String name, Disk.File file, FileCipher cipher) {
            this.name = name;
            this.file = file;
            this.pieces = new PieceWriter(cipher, this::keep);
        }

        private void keep(byte[] piece, int length, boolean last) throws IOException {
            file.write(ByteBuffer.wrap(piece, 0, length), written);
            written += length;
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            pieces.write(bytes, from, count);
        }

        @Override
        public Body.Spooled finish() {
            pieces.finish();
            try {
                file.sync();
            } catch (IOException e) {
                throw new JournalFailure("keep a body: " + e.getMessage(), e);
            }
            finished = true;
            close();
            return new Body.Spooled(name, pieces.length());
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

    /// A file's pieces in their order.
    private record Pieces(InputStream in) implements PieceReader.Source {

        @Override
        public byte[] next() throws IOException {
            return in.readNBytes(PieceWriter.SEALED_BYTES);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
