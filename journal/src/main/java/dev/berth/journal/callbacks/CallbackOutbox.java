package dev.berth.journal.callbacks;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.EntryId;
import dev.berth.journal.JournalFailure;
import dev.berth.kit.SecretBox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// The callbacks that are owed, in an SQLite file beside the journal's log: what a method wrote survives a power cut
/// when the method returns. Addresses are encrypted.
///
/// Every method blocks, and throws a [JournalFailure] when the disk does not answer. All are safe for any thread.
public final class CallbackOutbox implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Connection connection;
    private final SecretBox box;
    private final ReentrantLock lock = new ReentrantLock(); // guards the connection and what is open
    private long open;

    private CallbackOutbox(Connection connection, SecretBox box, long open) {
        this.connection = connection;
        this.box = box;
        this.open = open;
    }

    /// Opens the outbox in this file; one that is missing is made.
    ///
    /// @param box seals addresses
    /// @throws JournalFailure when a newer version wrote it, or it cannot be read
    public static CallbackOutbox open(Path file, SecretBox box) {
        SQLiteConfig settings = new SQLiteConfig();
        settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
        settings.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        settings.setBusyTimeout((int) PATIENCE.toMillis());
        SQLiteDataSource source = new SQLiteDataSource(settings);
        source.setUrl("jdbc:sqlite:" + file);
        try {
            Connection connection = source.getConnection();
            try (Statement statement = connection.createStatement()) {
                prepare(statement, file);
                return new CallbackOutbox(
                        connection, box, number(statement, "SELECT COUNT(*) FROM callback WHERE standing < 2"));
            } catch (SQLException | JournalFailure e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new JournalFailure("open the callbacks in " + file, e);
        }
    }

    private static void prepare(Statement statement, Path file) throws SQLException {
        long version = number(statement, "PRAGMA user_version");
        if (version > CallbackRows.VERSION) {
            throw new JournalFailure("a newer Berth wrote " + file + ". Run that version, or restore a backup");
        }
        if (version == 0) {
            statement.execute("BEGIN IMMEDIATE");
            for (String table : CallbackRows.TABLES) {
                statement.execute(table);
            }
            statement.execute("COMMIT");
        }
    }

    private static long number(Statement statement, String question) throws SQLException {
        try (ResultSet answer = statement.executeQuery(question)) {
            return answer.getLong(1);
        }
    }

    /// Owes a callback from now on. Does nothing when it is owed already.
    ///
    /// @param destination see [Callback]
    public void owe(EntryId entry, AgentId agent, String url, String destination) {
        int added = write(
                "owe a callback",
                """
                INSERT INTO callback (sequence, nonce, agent, url, destination, standing, attempts)
                VALUES (?, ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING
                """,
                entry.sequence(),
                entry.nonce(),
                agent.value(),
                box.seal(url),
                box.sign("callback destination", destination));
        opened(added);
    }

    /// Its call has ended: it is to be posted. Does nothing when that is known.
    public void ended(EntryId entry, Instant at) {
        write(
                "note that a callback is due",
                "UPDATE callback SET standing = 1, at = ?, since = ? WHERE sequence = ? AND nonce = ? AND standing = 0",
                at.toEpochMilli(),
                at.toEpochMilli(),
                entry.sequence(),
                entry.nonce());
    }

    /// An attempt failed.
    ///
    /// @param attempts with this one
    /// @param next when to try again
    /// @param failure one sentence
    public void failed(EntryId entry, int attempts, Instant next, String failure) {
        write(
                "note that a callback failed",
                """
                UPDATE callback SET attempts = ?, at = ?, reason = ?
                WHERE sequence = ? AND nonce = ? AND standing = 1
                """,
                attempts,
                next.toEpochMilli(),
                failure,
                entry.sequence(),
                entry.nonce());
    }

    /// The receiver took it.
    ///
    /// @param until how long that is remembered
    public void delivered(EntryId entry, int attempts, Instant at, Instant until) {
        done(entry, 2, attempts, null, at, until);
    }

    /// Nobody posts it again, whether its call has ended or not.
    ///
    /// @param until how long that is remembered
    public void givenUp(EntryId entry, int attempts, String reason, Instant at, Instant until) {
        done(entry, 3, attempts, reason, at, until);
    }

    private void done(EntryId entry, int standing, int attempts, @Nullable String reason, Instant at, Instant until) {
        int changed = write(
                "end a callback",
                """
                UPDATE callback SET standing = ?, attempts = ?, reason = ?, at = ?, expires_at = ?
                WHERE sequence = ? AND nonce = ? AND standing < 2
                """,
                standing,
                attempts,
                reason,
                at.toEpochMilli(),
                until.toEpochMilli(),
                entry.sequence(),
                entry.nonce());
        opened(-changed);
    }

    /// Forgets those that are remembered no longer.
    public void forgetUntil(Instant now) {
        write("forget callbacks", "DELETE FROM callback WHERE standing > 1 AND expires_at <= ?", now.toEpochMilli());
    }

    /// How many are not done.
    public long open() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    private void opened(int more) {
        lock.lock();
        try {
            open += more;
        } finally {
            lock.unlock();
        }
    }

    public Optional<Callback> find(EntryId entry) {
        return read("find a callback", "WHERE sequence = ? AND nonce = ?", entry.sequence(), entry.nonce()).stream()
                .findFirst();
    }

    /// Those whose calls had not ended, in the order of arrival.
    ///
    /// @param after the last one of the page before
    public List<Callback> waiting(@Nullable EntryId after, int limit) {
        return read(
                "read callbacks that wait",
                "WHERE standing = 0 AND (sequence, nonce) > (?, ?) ORDER BY sequence, nonce LIMIT ?",
                after == null ? 0 : after.sequence(),
                after == null ? 0 : after.nonce(),
                limit);
    }

    /// Those to be posted now, the longest overdue first.
    ///
    /// @param busy destinations that take no more at the moment
    public List<Callback> due(Instant now, Set<String> busy, int limit) {
        List<Object> values = new ArrayList<>(busy.size() + 2);
        values.add(now.toEpochMilli());
        values.addAll(busy);
        values.add(limit);
        String marks = "?, ".repeat(busy.size()).replaceAll(", $", "");
        return read(
                "read callbacks that are due",
                "WHERE standing = 1 AND at <= ? AND destination NOT IN (" + marks + ") ORDER BY at LIMIT ?",
                values.toArray());
    }

    /// When the next one is to be posted, of those that are not due yet.
    public Optional<Instant> nextAfter(Instant now) {
        return read(
                        "read when a callback is due",
                        "WHERE standing = 1 AND at > ? ORDER BY at LIMIT 1",
                        now.toEpochMilli())
                .stream()
                .findFirst()
                .map(Callback::state)
                .filter(CallbackState.Due.class::isInstance)
                .map(state -> ((CallbackState.Due) state).next());
    }

    private int write(String what, String sql, @Nullable Object... values) {
        lock.lock();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new JournalFailure(what, e);
        } finally {
            lock.unlock();
        }
    }

    private List<Callback> read(String what, String condition, Object... values) {
        lock.lock();
        try (PreparedStatement statement = connection.prepareStatement(CallbackRows.SELECT + condition)) {
            bind(statement, values);
            List<Callback> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(CallbackRows.read(rows, box));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new JournalFailure(what, e);
        } finally {
            lock.unlock();
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new JournalFailure("close the callbacks", e);
        } finally {
            lock.unlock();
        }
    }
}
