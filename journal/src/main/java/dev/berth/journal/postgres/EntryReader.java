package dev.berth.journal.postgres;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Bytes;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Stored;
import dev.berth.journal.limits.AgentLoads.Load;
import dev.berth.journal.rows.EntryRow;
import dev.berth.journal.sealing.KeyMark;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks the database, which knows what every server writes.
final class EntryReader {

    private static final String KNOWN = "sequence = ? AND nonce = ? AND (expires_at IS NULL OR expires_at > ?)";

    private final JournalDatabase database;
    private final Sealed sealed;
    private final Bodies bodies;

    EntryReader(JournalDatabase database, Sealed sealed, Bodies bodies) {
        this.database = database;
        this.sealed = sealed;
        this.bodies = bodies;
    }

    Optional<Entry> find(EntryId id, Instant now) {
        return one("find an entry", id, now, EntryRow.COLUMNS, EntryRow::read);
    }

    Optional<Stored.Call> call(EntryId id, Instant now) {
        return one(
                        "read a call",
                        id,
                        now,
                        "call, call_body, call_length",
                        row -> new Kept(0, Bytes.of(row.getBytes(1)), row.getString(2), row.getLong(3), true))
                .map(kept -> {
                    Sealed.Opened opened = sealed.open(id, Sealed.Part.CALL, kept.value());
                    return new Stored.Call(opened.head(), kept.length(), body(id, kept, opened.body()));
                });
    }

    Optional<Stored.Response> response(EntryId id, Instant now) {
        return one(
                        "read an answer",
                        id,
                        now,
                        "status, COALESCE(answer, ''), answer_body, answer_length, answer_kept",
                        row -> new Kept(
                                row.getInt(1),
                                Bytes.of(row.getBytes(2)),
                                row.getString(3),
                                row.getLong(4),
                                row.getBoolean(5)))
                .filter(kept -> kept.value().length() > 0)
                .map(kept -> {
                    Sealed.Opened opened = sealed.open(id, Sealed.Part.ANSWER, kept.value());
                    return new Stored.Response(
                            kept.status(), opened.head(), kept.whole(), kept.length(), body(id, kept, opened.body()));
                });
    }

    /// A call or an answer as it lies there.
    private record Kept(int status, Bytes value, @Nullable String body, long length, boolean whole) {}

    private InputStream body(EntryId id, Kept kept, Bytes inline) {
        if (kept.body() == null) {
            return new ByteArrayInputStream(inline.array());
        }
        try {
            return bodies.open(kept.body());
        } catch (IOException e) {
            throw new JournalFailure("the body of entry " + id + " is damaged or gone", e);
        }
    }

    /// Who has a key.
    Optional<Insertion.Holder> byKey(KeyMark mark, Instant now) {
        return database.run("find a key", connection -> {
            Insertion.Holder holder =
                    Insertion.holders(connection, List.of(mark.key())).get(mark.key());
            return Optional.ofNullable(holder)
                    .filter(found ->
                            found.entry().expiresAt().map(now::isBefore).orElse(true));
        });
    }

    List<Entry> list(EntryQuery query, Instant now) {
        EntryId before = query.before();
        String states = query.states().isEmpty() ? "" : "AND standing = ANY (?) ";
        return database.run("list entries", connection -> {
            try (PreparedStatement ask = connection.prepareStatement("SELECT " + EntryRow.COLUMNS
                    + " FROM entry WHERE agent = ? AND (sequence, nonce) < (?, ?) " + states
                    + "AND (expires_at IS NULL OR expires_at > ?) ORDER BY sequence DESC, nonce DESC LIMIT ?")) {
                int at = 1;
                ask.setString(at++, query.agent().value());
                ask.setLong(at++, before == null ? Long.MAX_VALUE : before.sequence());
                ask.setLong(at++, before == null ? Long.MAX_VALUE : before.nonce());
                if (!query.states().isEmpty()) {
                    new Columns<>(connection, ask, List.copyOf(query.states()), at++)
                            .numbers(state -> (long) state.code());
                }
                ask.setLong(at++, now.toEpochMilli());
                ask.setInt(at, query.limit());
                return all(ask);
            }
        });
    }

    /// What this process has open, in the order of arrival.
    List<Entry> open(int epoch) {
        return database.run("read open entries", connection -> {
            try (PreparedStatement ask = connection.prepareStatement("SELECT " + EntryRow.COLUMNS
                    + " FROM entry WHERE process = ? AND standing < 2 ORDER BY sequence, nonce")) {
                ask.setInt(1, epoch);
                return all(ask);
            }
        });
    }

    Optional<Instant> oldestOpen() {
        return database.run("find the oldest open entry", connection -> {
            try (Statement ask = connection.createStatement();
                    ResultSet row = ask.executeQuery("SELECT MIN(accepted_at) FROM entry WHERE standing < 2")) {
                row.next();
                long at = row.getLong(1);
                return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at));
            }
        });
    }

    long highestSequence() {
        return number("SELECT COALESCE(MAX(sequence), 0) FROM entry");
    }

    long bytesOnDisk() {
        return number("""
                SELECT pg_total_relation_size('entry') + pg_total_relation_size('body') + pg_total_relation_size('piece')""");
    }

    private long number(String question) {
        return database.run("read a figure", connection -> {
            try (Statement ask = connection.createStatement();
                    ResultSet row = ask.executeQuery(question)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /// What is open of each agent.
    ///
    /// @param own of this process, or of all others
    Map<AgentId, Load> loads(int epoch, boolean own) {
        return database.run("read what is open", connection -> {
            Map<AgentId, Load> loads = new HashMap<>();
            try (PreparedStatement ask = connection.prepareStatement(
                    "SELECT agent, SUM(entries), SUM(bytes) FROM load WHERE (process = ?) = ? GROUP BY agent")) {
                ask.setInt(1, epoch);
                ask.setBoolean(2, own);
                try (ResultSet rows = ask.executeQuery()) {
                    while (rows.next()) {
                        loads.put(new AgentId(rows.getString(1)), new Load(rows.getLong(2), rows.getLong(3)));
                    }
                }
            }
            return loads;
        });
    }

    /// Reads a row.
    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> Optional<T> one(String what, EntryId id, Instant now, String columns, Reading<T> reading) {
        return database.run(what, (Connection connection) -> {
            try (PreparedStatement ask =
                    connection.prepareStatement("SELECT " + columns + " FROM entry WHERE " + KNOWN)) {
                ask.setLong(1, id.sequence());
                ask.setLong(2, id.nonce());
                ask.setLong(3, now.toEpochMilli());
                try (ResultSet rows = ask.executeQuery()) {
                    return rows.next() ? Optional.of(reading.of(rows)) : Optional.empty();
                }
            }
        });
    }

    private static List<Entry> all(PreparedStatement ask) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (ResultSet rows = ask.executeQuery()) {
            while (rows.next()) {
                entries.add(EntryRow.read(rows));
            }
        }
        return entries;
    }
}
