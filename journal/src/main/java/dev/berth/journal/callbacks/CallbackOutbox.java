package dev.berth.journal.callbacks;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.EntryId;
import dev.berth.journal.JournalFailure;
import dev.berth.kit.SecretBox;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The callbacks that are owed, beside the calls that they are about: what a method wrote survives a power cut when the
/// method returns. Addresses are encrypted.
///
/// Every method blocks, and throws a [JournalFailure] when the disk or the database does not answer. All are safe for
/// any thread.
public final class CallbackOutbox implements AutoCloseable {

    private final CallbackTables tables;
    private final SecretBox box;
    private final AtomicLong open;

    private CallbackOutbox(CallbackTables tables, SecretBox box) {
        this.tables = tables;
        this.box = box;
        this.open = new AtomicLong(counted(tables));
    }

    /// Opens the outbox in this SQLite file; one that is missing is made.
    ///
    /// @param box seals addresses
    /// @throws JournalFailure when a newer version wrote it, or it cannot be read
    public static CallbackOutbox open(Path file, SecretBox box) {
        return over(SqliteCallbacks.open(file), box);
    }

    /// @param tables belong to the outbox from now on
    /// @param box seals addresses
    public static CallbackOutbox over(CallbackTables tables, SecretBox box) {
        try {
            return new CallbackOutbox(tables, box);
        } catch (RuntimeException e) {
            tables.close();
            throw e;
        }
    }

    private static long counted(CallbackTables tables) {
        return tables.run("count callbacks", connection -> {
            try (PreparedStatement ask =
                            connection.prepareStatement("SELECT COUNT(*) FROM callback WHERE standing < 2");
                    ResultSet answer = ask.executeQuery()) {
                answer.next();
                return answer.getLong(1);
            }
        });
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
        open.addAndGet(added);
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
        open.addAndGet(-changed);
    }

    /// Forgets those that are remembered no longer.
    public void forgetUntil(Instant now) {
        write("forget callbacks", "DELETE FROM callback WHERE standing > 1 AND expires_at <= ?", now.toEpochMilli());
    }

    /// Adds all that another outbox owes or remembers, unless it is known here. Both must be of one installation.
    public void addAll(CallbackOutbox other) {
        @Nullable EntryId after = null;
        List<List<@Nullable Object>> page;
        do {
            page = other.rows(after);
            page.forEach(row -> write("take over a callback", CallbackRows.ADD, row.toArray()));
            after = page.isEmpty()
                    ? null
                    : new EntryId(
                            (Long) page.getLast().get(0), (Long) page.getLast().get(1));
        } while (after != null);
        open.set(counted(tables));
    }

    private List<List<@Nullable Object>> rows(@Nullable EntryId after) {
        return tables.run("read callbacks", connection -> {
            try (PreparedStatement ask = connection.prepareStatement(CallbackRows.ALL)) {
                bind(
                        ask,
                        after == null ? Long.MIN_VALUE : after.sequence(),
                        after == null ? Long.MIN_VALUE : after.nonce());
                List<List<@Nullable Object>> found = new ArrayList<>();
                try (ResultSet rows = ask.executeQuery()) {
                    while (rows.next()) {
                        found.add(CallbackRows.raw(rows));
                    }
                }
                return found;
            }
        });
    }

    /// How many are not done.
    public long open() {
        return open.get();
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
        String others = busy.isEmpty() ? "" : "AND destination NOT IN (?" + ", ?".repeat(busy.size() - 1) + ") ";
        return read(
                "read callbacks that are due",
                "WHERE standing = 1 AND at <= ? " + others + "ORDER BY at LIMIT ?",
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
        return tables.run(what, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(statement, values);
                return statement.executeUpdate();
            }
        });
    }

    private List<Callback> read(String what, String condition, Object... values) {
        return tables.run(what, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CallbackRows.SELECT + condition)) {
                bind(statement, values);
                List<Callback> found = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(CallbackRows.read(rows, box));
                    }
                }
                return found;
            }
        });
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    @Override
    public void close() {
        tables.close();
    }
}
