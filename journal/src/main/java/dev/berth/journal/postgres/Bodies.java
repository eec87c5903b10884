package dev.berth.journal.postgres;

import dev.berth.journal.Body;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Spool;
import dev.berth.journal.sealing.FileCipher;
import dev.berth.journal.sealing.JournalKey;
import dev.berth.journal.sealing.PieceReader;
import dev.berth.journal.sealing.PieceWriter;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Large bodies in the database, in encrypted pieces. The name of a body is the salt of its key.
///
/// A piece is written without waiting for the disk; the last one waits, and with it lies on the disk all before it.
final class Bodies {

    private static final String PUT = "INSERT INTO piece (body, number, bytes) SELECT ?, ?, ?";
    private static final String PUT_LAZILY = PUT + " FROM set_config('synchronous_commit', 'off', true)";
    private static final HexFormat HEX = HexFormat.of();

    private final JournalDatabase database;
    private final JournalKey key;
    private final int epoch;

    Bodies(JournalDatabase database, JournalKey key, int epoch) {
        this.database = database;
        this.key = key;
        this.epoch = epoch;
    }

    Spool begin() {
        String name = HEX.formatHex(JournalKey.randomBytes(JournalKey.SALT_BYTES));
        int made = database.run("begin a body", connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO body (name, process, kept)
                    SELECT ?, epoch, FALSE FROM process WHERE epoch = ? AND ended_at IS NULL""")) {
                insert.setString(1, name);
                insert.setInt(2, epoch);
                return insert.executeUpdate();
            }
        });
        if (made != 1) {
            throw Session.takenOver();
        }
        return new Arriving(name);
    }

    InputStream open(String name) throws IOException {
        return new PieceReader(new Pieces(name), cipher(name));
    }

    void delete(String name) {
        database.run("delete a body", connection -> {
            delete(connection, List.of(name));
            return true;
        });
    }

    private FileCipher cipher(String name) {
        return new FileCipher(key.fileKey(HEX.parseHex(name)));
    }

    /// These belong to an entry now.
    static void keep(Connection connection, List<String> names) throws SQLException {
        change(connection, "UPDATE body SET kept = TRUE WHERE name = ANY (?)", names);
    }

    static void delete(Connection connection, List<String> names) throws SQLException {
        change(connection, "DELETE FROM body WHERE name = ANY (?)", names);
    }

    private static void change(Connection connection, String sql, List<String> names) throws SQLException {
        if (names.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            new Columns<>(connection, statement, names, 1).texts(name -> name);
            statement.executeUpdate();
        }
    }

    /// A body on its way in.
    private final class Arriving implements Spool {

        private final String name;
        private final PieceWriter pieces;
        private int number;
        private boolean finished;
        private boolean closed;

        Arriving(String name) {
            this.name = name;
            this.pieces = new PieceWriter(cipher(name), this::keep);
        }

        private void keep(byte[] piece, int length, boolean last) {
            database.run("keep a body", connection -> {
                try (PreparedStatement insert = connection.prepareStatement(last ? PUT : PUT_LAZILY)) {
                    insert.setString(1, name);
                    insert.setInt(2, number++);
                    insert.setBytes(3, Arrays.copyOf(piece, length));
                    return insert.executeUpdate();
                }
            });
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            pieces.write(bytes, from, count);
        }

        @Override
        public Body.Spooled finish() {
            pieces.finish();
            finished = true;
            return new Body.Spooled(name, pieces.length());
        }

        @Override
        public void close() {
            if (!closed && !finished) {
                delete(name);
            }
            closed = true;
        }
    }

    /// A body on its way out, a piece a statement.
    private final class Pieces implements PieceReader.Source {

        private final String name;
        private int number;

        Pieces(String name) {
            this.name = name;
        }

        @Override
        public byte[] next() throws IOException {
            try {
                return database.run("read a body", connection -> {
                    try (PreparedStatement ask =
                            connection.prepareStatement("SELECT bytes FROM piece WHERE body = ? AND number = ?")) {
                        ask.setString(1, name);
                        ask.setInt(2, number++);
                        try (ResultSet rows = ask.executeQuery()) {
                            return rows.next() ? rows.getBytes(1) : new byte[0];
                        }
                    }
                });
            } catch (JournalFailure e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public void close() {}
    }
}
