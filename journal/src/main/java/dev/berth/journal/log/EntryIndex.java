package dev.berth.journal.log;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.JournalFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Where every entry is and how it stands, in an SQLite file: derived from the log, behind it by a moment, and made
/// again from the log when it is lost.
final class EntryIndex implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EntryIndex.class);

    private static final int VERSION = 1;
    private static final int READERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE entry (
                sequence INTEGER PRIMARY KEY, nonce INTEGER NOT NULL, agent TEXT NOT NULL,
                standing INTEGER NOT NULL, attempts INTEGER NOT NULL, generation INTEGER, status INTEGER,
                reason TEXT, detail TEXT, state_at INTEGER,
                accepted_at INTEGER NOT NULL, deadline INTEGER NOT NULL, retention INTEGER NOT NULL,
                expires_at INTEGER, bytes INTEGER NOT NULL, replay_sequence INTEGER, replay_nonce INTEGER,
                key TEXT, fingerprint TEXT,
                call_segment INTEGER, call_offset INTEGER, call_length INTEGER, call_spool TEXT,
                answer_segment INTEGER, answer_offset INTEGER, answer_length INTEGER, answer_spool TEXT)
            """,
            "CREATE INDEX entry_of_agent ON entry (agent, sequence)",
            "CREATE INDEX entry_open ON entry (agent, sequence) WHERE standing < 2",
            "CREATE INDEX entry_abandoned ON entry (agent, sequence) WHERE standing = 3",
            "CREATE INDEX entry_key ON entry (key) WHERE key IS NOT NULL",
            "CREATE INDEX entry_in_segment ON entry (call_segment)",
            "CREATE INDEX entry_call_spool ON entry (call_spool) WHERE call_spool IS NOT NULL",
            "CREATE INDEX entry_answer_spool ON entry (answer_spool) WHERE answer_spool IS NOT NULL",
            "CREATE TABLE place (segment INTEGER NOT NULL, offset INTEGER NOT NULL, sequence INTEGER NOT NULL)",
            "INSERT INTO place VALUES (0, 0, 0)",
            "PRAGMA user_version = " + VERSION);

    private final Connection writing;
    private final HikariDataSource readers;
    private final ReentrantLock oneWriter = new ReentrantLock();

    private EntryIndex(Connection writing, HikariDataSource readers) {
        this.writing = writing;
        this.readers = readers;
    }

    /// Opens the index; one that is missing, damaged or of another version is made anew, empty.
    static EntryIndex open(Path file) {
        try {
            return connected(file);
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("journal index is made anew");
            return anew(file);
        }
    }

    /// An empty one in the place of whatever was there.
    static EntryIndex anew(Path file) {
        try {
            for (String ending : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + ending));
            }
            return connected(file);
        } catch (SQLException | IOException e) {
            throw new JournalFailure("make the journal's index " + file, e);
        }
    }

    private static EntryIndex connected(Path file) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource(settings());
        source.setUrl("jdbc:sqlite:" + file);
        Connection writing = source.getConnection();
        try (Statement statement = writing.createStatement()) {
            int version = number(statement, "PRAGMA user_version");
            if (version == 0) {
                for (String table : TABLES) {
                    statement.execute(table);
                }
            } else if (version != VERSION) {
                throw new SQLException("it has version " + version);
            }
            number(statement, "SELECT COUNT(*) FROM place");
            writing.setAutoCommit(false);
        } catch (SQLException e) {
            writing.close();
            throw e;
        }
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(source);
        pool.setMaximumPoolSize(READERS);
        pool.setMinimumIdle(1);
        pool.setPoolName("journal");
        return new EntryIndex(writing, new HikariDataSource(pool));
    }

    private static SQLiteConfig settings() {
        SQLiteConfig settings = new SQLiteConfig();
        settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
        settings.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL); // whole after a crash, though perhaps older
        settings.setBusyTimeout((int) PATIENCE.toMillis());
        return settings;
    }

    private static int number(Statement statement, String question) throws SQLException {
        try (ResultSet answer = statement.executeQuery(question)) {
            return answer.getInt(1);
        }
    }

    /// Up to where it knows the log.
    Position position() {
        return read("read the position", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet place = statement.executeQuery("SELECT segment, offset FROM place")) {
                return place.next() ? new Position(place.getLong(1), place.getLong(2)) : Position.START;
            }
        });
    }

    /// Takes entries as they are now, and everything before this place as known, at once or not at all.
    void put(Collection<Tracked> entries, Position position) {
        long highest = entries.stream()
                .mapToLong(each -> each.entry().id().sequence())
                .max()
                .orElse(0);
        write("take entries", () -> {
            try (PreparedStatement put = writing.prepareStatement(EntryRows.PUT)) {
                for (Tracked each : entries) {
                    EntryRows.bind(put, each);
                    put.addBatch();
                }
                put.executeBatch();
            }
            try (PreparedStatement place =
                    writing.prepareStatement("UPDATE place SET segment = ?, offset = ?, sequence = MAX(sequence, ?)")) {
                place.setLong(1, position.segment());
                place.setLong(2, position.offset());
                place.setLong(3, highest);
                place.executeUpdate();
            }
        });
    }

    void remove(Collection<EntryId> entries) {
        write("remove entries", () -> {
            try (PreparedStatement remove = writing.prepareStatement("DELETE FROM entry WHERE sequence = ?")) {
                for (EntryId each : entries) {
                    remove.setLong(1, each.sequence());
                    remove.addBatch();
                }
                remove.executeBatch();
            }
        });
    }

    /// Every entry that has not ended, in the order of arrival.
    void open(Consumer<Tracked> reader) {
        read("read open entries", connection -> {
            try (PreparedStatement ask = connection.prepareStatement(
                    EntryRows.SELECT + "INDEXED BY entry_open WHERE standing < 2 ORDER BY sequence")) {
                return each(ask, reader);
            }
        });
    }

    /// The highest sequence so far; 0 when there is none.
    long lastSequence() {
        return read("read the last sequence", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet last = statement.executeQuery("SELECT sequence FROM place")) {
                return last.getLong(1);
            }
        });
    }

    /// The names of all spooled bodies that entries have.
    Set<String> spooled() {
        return read("read the names of bodies", connection -> {
            Set<String> names = new HashSet<>();
            for (String column : List.of("call_spool", "answer_spool")) {
                try (Statement statement = connection.createStatement();
                        ResultSet found = statement.executeQuery(
                                "SELECT " + column + " FROM entry WHERE " + column + " IS NOT NULL")) {
                    while (found.next()) {
                        names.add(found.getString(1));
                    }
                }
            }
            return names;
        });
    }

    Optional<Tracked> find(EntryId id) {
        return one("WHERE sequence = ? AND nonce = ?", ask -> {
            ask.setLong(1, id.sequence());
            ask.setLong(2, id.nonce());
        });
    }

    Optional<Tracked> findByKey(String key) {
        return one("WHERE key = ? ORDER BY sequence DESC LIMIT 1", ask -> ask.setString(1, key));
    }

    List<Tracked> list(EntryQuery query, Instant now) {
        return read("list entries", connection -> {
            try (PreparedStatement ask = connection.prepareStatement(EntryRows.list(query))) {
                EntryId before = query.before();
                ask.setString(1, query.agent().value());
                ask.setLong(2, before == null ? Long.MAX_VALUE : before.sequence());
                ask.setLong(3, now.toEpochMilli());
                ask.setInt(4, query.limit());
                return all(ask);
            }
        });
    }

    /// What of a segment somebody may still ask for.
    ///
    /// @param bytes of their records
    record Needed(long entries, long bytes) {}

    Needed needed(long segment, Instant now) {
        return read("look what a segment holds", connection -> {
            try (PreparedStatement ask = connection.prepareStatement(
                    "SELECT COUNT(*), COALESCE(SUM(call_length + COALESCE(answer_length, 0)), 0) FROM entry"
                            + " WHERE call_segment = ? AND (expires_at IS NULL OR expires_at > ?)")) {
                ask.setLong(1, segment);
                ask.setLong(2, now.toEpochMilli());
                try (ResultSet sums = ask.executeQuery()) {
                    return new Needed(sums.getLong(1), sums.getLong(2));
                }
            }
        });
    }

    /// Entries whose call lies in this segment, from this sequence on.
    List<Tracked> inSegment(long segment, long afterSequence, int limit) {
        return read("read a segment's entries", connection -> {
            try (PreparedStatement ask = connection.prepareStatement(
                    EntryRows.SELECT + "WHERE call_segment = ? AND sequence > ? ORDER BY sequence LIMIT ?")) {
                ask.setLong(1, segment);
                ask.setLong(2, afterSequence);
                ask.setInt(3, limit);
                return all(ask);
            }
        });
    }

    /// Entries that are known, from this sequence on.
    List<Tracked> known(long afterSequence, Instant now, int limit) {
        return read("read what is known", connection -> {
            try (PreparedStatement ask = connection.prepareStatement(EntryRows.SELECT
                    + "WHERE sequence > ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY sequence LIMIT ?")) {
                ask.setLong(1, afterSequence);
                ask.setLong(2, now.toEpochMilli());
                ask.setInt(3, limit);
                return all(ask);
            }
        });
    }

    private Optional<Tracked> one(String condition, Binding binding) {
        return read("find an entry", connection -> {
            try (PreparedStatement ask = connection.prepareStatement(EntryRows.SELECT + condition)) {
                binding.bind(ask);
                return all(ask).stream().findFirst();
            }
        });
    }

    private static List<Tracked> all(PreparedStatement ask) throws SQLException {
        List<Tracked> found = new ArrayList<>();
        each(ask, found::add);
        return found;
    }

    private static int each(PreparedStatement ask, Consumer<Tracked> reader) throws SQLException {
        int count = 0;
        try (ResultSet rows = ask.executeQuery()) {
            while (rows.next()) {
                reader.accept(EntryRows.read(rows));
                count++;
            }
        }
        return count;
    }

    @FunctionalInterface
    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(Connection connection) throws SQLException;
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws SQLException;
    }

    private <T> T read(String what, Reading<T> reading) {
        try (Connection connection = readers.getConnection()) {
            return reading.from(connection);
        } catch (SQLException e) {
            throw new JournalFailure("journal index: " + what, e);
        }
    }

    private void write(String what, Writing work) {
        oneWriter.lock();
        try {
            work.run();
            writing.commit();
        } catch (SQLException e) {
            rollBack(e);
            throw new JournalFailure("journal index: " + what, e);
        } finally {
            oneWriter.unlock();
        }
    }

    private void rollBack(SQLException failure) {
        try {
            writing.rollback();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    @Override
    public void close() {
        readers.close();
        try {
            writing.close();
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("journal index did not close");
        }
    }
}
