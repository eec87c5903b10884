package dev.berth.journal.postgres;

import dev.berth.journal.Admission;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.rows.EntryRow;
import dev.berth.journal.sealing.KeyMark;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Takes calls on in the database, each key once: whoever else has a key, here or on another server, is named.
final class Insertion {

    private static final String INSERT = """
            INSERT INTO entry (process, standing, attempts, sequence, nonce, agent, generation, state_at, accepted_at,
                deadline, retention, bytes, replay_sequence, replay_nonce, key, fingerprint, call, call_body, call_length)
            SELECT ?, CASE WHEN c.generation IS NULL THEN 0 ELSE 1 END, CASE WHEN c.generation IS NULL THEN 0 ELSE 1 END,
                c.* FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                AS c (sequence, nonce, agent, generation, state_at, accepted_at, deadline, retention, bytes,
                    replay_sequence, replay_nonce, key, fingerprint, call, call_body, call_length)
            ON CONFLICT (key) WHERE key IS NOT NULL DO NOTHING""";

    private static final int KEY_TRIES = 5;
    private static final String CONFLICT = "40001";

    private final Connection connection;
    private final int epoch;

    Insertion(Connection connection, int epoch) {
        this.connection = connection;
        this.epoch = epoch;
    }

    Map<Change.Accept, Admission> insert(List<Change.Accept> accepts) throws SQLException {
        List<Change.Accept> keyed =
                accepts.stream().filter(each -> each.key() != null).toList();
        forgetExpired(keyed);
        put(accepts);
        Map<String, Holder> holders = allHolders(keyed);
        Map<Change.Accept, Admission> admissions = new HashMap<>();
        List<String> bodies = new ArrayList<>();
        for (Change.Accept each : accepts) {
            KeyMark mark = each.key();
            Admission admission = mark == null
                    ? new Admission.Taken(each.entry())
                    : Objects.requireNonNull(holders.get(mark.key())).admission(each.entry(), mark);
            admissions.put(each, admission);
            if (admission instanceof Admission.Taken) {
                Stream.ofNullable(each.body()).forEach(bodies::add);
            }
        }
        Bodies.keep(connection, bodies);
        return admissions;
    }

    /// A key may be given back between the statement that found it taken and the one that asks by whom: its call is put
    /// in again then.
    private Map<String, Holder> allHolders(List<Change.Accept> keyed) throws SQLException {
        for (int i = 0; i < KEY_TRIES; i++) {
            Map<String, Holder> holders = holders(keyed);
            List<Change.Accept> lacking = keyed.stream()
                    .filter(each -> !holders.containsKey(key(each)))
                    .toList();
            if (lacking.isEmpty()) {
                return holders;
            }
            put(lacking);
        }
        throw new SQLTransactionRollbackException("a key was taken and given back again and again", CONFLICT);
    }

    private void forgetExpired(List<Change.Accept> keyed) throws SQLException {
        if (keyed.isEmpty()) {
            return;
        }
        Instant now = keyed.getFirst().entry().acceptedAt();
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE entry SET key = NULL WHERE key = ANY (?) AND expires_at <= ?")) {
            new Columns<>(connection, update, keyed, 1).texts(Insertion::key);
            update.setLong(2, now.toEpochMilli());
            update.executeUpdate();
        }
    }

    private void put(List<Change.Accept> accepts) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setInt(1, epoch);
            new Columns<>(connection, insert, accepts, 2)
                    .numbers(each -> each.id().sequence())
                    .numbers(each -> each.id().nonce())
                    .texts(each -> each.entry().agent().value())
                    .numbers(Insertion::generation)
                    .numbers(each -> generation(each) == null ? null : acceptedAt(each))
                    .numbers(Insertion::acceptedAt)
                    .numbers(each -> each.entry().deadline().toEpochMilli())
                    .numbers(each -> each.entry().retention().toMillis())
                    .numbers(each -> each.entry().bytes())
                    .numbers(each -> replayed(each, EntryId::sequence))
                    .numbers(each -> replayed(each, EntryId::nonce))
                    .texts(Insertion::key)
                    .texts(each -> each.key() == null ? null : each.key().fingerprint())
                    .bytes(Change.Accept::value)
                    .texts(Change.Accept::body)
                    .numbers(Change.Accept::bodyLength);
            insert.executeUpdate();
        }
    }

    private static long acceptedAt(Change.Accept accept) {
        return accept.entry().acceptedAt().toEpochMilli();
    }

    private static @Nullable Long generation(Change.Accept accept) {
        return accept.entry().state() instanceof EntryState.Delivering delivering
                ? delivering.instance().generation()
                : null;
    }

    private static @Nullable Long replayed(Change.Accept accept, ToLongFunction<EntryId> part) {
        EntryId id = accept.entry().replayOf();
        return id == null ? null : part.applyAsLong(id);
    }

    private static @Nullable String key(Change.Accept accept) {
        return accept.key() == null ? null : accept.key().key();
    }

    /// Who has a key.
    record Holder(Entry entry, String fingerprint) {

        Admission admission(Entry offered, KeyMark mark) {
            if (entry.id().equals(offered.id())) {
                return new Admission.Taken(offered);
            }
            return same(mark);
        }

        Admission same(KeyMark mark) {
            return fingerprint.equals(mark.fingerprint())
                    ? new Admission.Repeats(entry)
                    : new Admission.KeyConflict(entry.id());
        }
    }

    private Map<String, Holder> holders(List<Change.Accept> keyed) throws SQLException {
        return keyed.isEmpty()
                ? Map.of()
                : holders(
                        connection,
                        keyed.stream()
                                .flatMap(each -> Stream.ofNullable(key(each)))
                                .toList());
    }

    static Map<String, Holder> holders(Connection connection, List<String> keys) throws SQLException {
        Map<String, Holder> holders = new HashMap<>();
        try (PreparedStatement ask = connection.prepareStatement(
                "SELECT " + EntryRow.COLUMNS + ", key, fingerprint FROM entry WHERE key = ANY (?)")) {
            new Columns<>(connection, ask, keys, 1).texts(key -> key);
            try (ResultSet rows = ask.executeQuery()) {
                while (rows.next()) {
                    holders.put(rows.getString(18), new Holder(EntryRow.read(rows), rows.getString(19)));
                }
            }
        }
        return holders;
    }
}
