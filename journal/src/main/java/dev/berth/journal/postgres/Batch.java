package dev.berth.journal.postgres;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Admission;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.Tally;
import dev.berth.journal.limits.AgentLoads;
import dev.berth.journal.limits.AgentLoads.Load;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Changes that one transaction brings to the database: one statement for each kind, whatever their number. No entry is
/// in it twice, so their order does not matter.
///
/// What became of them is told after the commit, by [#tell].
final class Batch {

    private final int epoch;
    private final long number;
    private final List<Change> changes;
    private final AgentLoads loads;
    private final Tally tally;
    private final List<Runnable> tellings = new ArrayList<>();
    private final Map<AgentId, Load> delta =
            new TreeMap<>((one, other) -> one.value().compareTo(other.value()));

    /// @param number counts this process' batches
    Batch(int epoch, long number, List<Change> changes, AgentLoads loads, Tally tally) {
        this.epoch = epoch;
        this.number = number;
        this.changes = List.copyOf(changes);
        this.loads = loads;
        this.tally = tally;
    }

    long number() {
        return number;
    }

    List<Change> changes() {
        return changes;
    }

    /// Runs the statements; the caller commits.
    ///
    /// @throws dev.berth.journal.JournalFailure when this process was ended
    void run(Connection connection) throws SQLException {
        tellings.clear();
        delta.clear();
        accept(connection, of(Change.Accept.class));
        lease(connection, of(Change.Lease.class));
        release(connection, of(Change.Release.class));
        complete(connection, of(Change.Completion.class));
        abandon(connection, of(Change.Abandonment.class));
        remove(connection, of(Change.Removal.class));
        close(connection);
    }

    /// Tells everybody. For after the commit.
    void tell() {
        tellings.forEach(Runnable::run);
    }

    private <C extends Change> List<C> of(Class<C> kind) {
        return changes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static <C extends Change> Map<EntryId, C> byId(List<C> changes) {
        return changes.stream().collect(Collectors.toMap(Change::id, Function.identity()));
    }

    private static EntryId id(ResultSet row) throws SQLException {
        return new EntryId(row.getLong(1), row.getLong(2));
    }

    private void accept(Connection connection, List<Change.Accept> accepts) throws SQLException {
        if (accepts.isEmpty()) {
            return;
        }
        Insertion insertion = new Insertion(connection, epoch);
        Map<Change.Accept, Admission> admissions = insertion.insert(accepts);
        for (Change.Accept each : accepts) {
            Admission admission = admissions.get(each);
            boolean taken = admission instanceof Admission.Taken;
            if (taken) {
                changed(each.entry().agent(), 1, each.entry().bytes());
            }
            tellings.add(() -> {
                if (taken) {
                    tally.accepted();
                } else {
                    loads.leave(each.entry().agent(), each.entry().bytes());
                }
                each.told().complete(admission);
            });
        }
    }

    private void changed(AgentId agent, long entries, long bytes) {
        delta.merge(agent, new Load(entries, bytes), Load::plus);
    }

    private void lease(Connection connection, List<Change.Lease> leases) throws SQLException {
        if (leases.isEmpty()) {
            return;
        }
        Map<EntryId, Integer> attempts = new HashMap<>();
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE entry e SET standing = 1, attempts = e.attempts + 1, generation = c.generation, state_at = c.at
                FROM unnest(?, ?, ?, ?) AS c (sequence, nonce, generation, at)
                WHERE e.sequence = c.sequence AND e.nonce = c.nonce AND e.standing = 0 AND e.process = ?
                RETURNING e.sequence, e.nonce, e.attempts""")) {
            ids(connection, update, leases)
                    .numbers(each -> each.instance().generation())
                    .numbers(each -> each.at().toEpochMilli());
            update.setInt(5, epoch);
            try (ResultSet rows = update.executeQuery()) {
                while (rows.next()) {
                    attempts.put(id(rows), rows.getInt(3));
                }
            }
        }
        leases.forEach(each -> tellings.add(() -> each.told().complete(Optional.ofNullable(attempts.get(each.id())))));
    }

    private void release(Connection connection, List<Change.Release> releases) throws SQLException {
        if (releases.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE entry e SET standing = 0, generation = NULL, state_at = NULL,
                    attempts = e.attempts - CASE WHEN c.reached THEN 0 ELSE 1 END
                FROM unnest(?, ?, ?) AS c (sequence, nonce, reached)
                WHERE e.sequence = c.sequence AND e.nonce = c.nonce AND e.standing = 1 AND e.process = ?
                RETURNING e.sequence, e.nonce""")) {
            ids(connection, update, releases).flags(Change.Release::reached);
            update.setInt(4, epoch);
            Set<EntryId> done = done(update);
            releases.forEach(each -> tellings.add(() -> each.told().complete(done.contains(each.id()))));
        }
    }

    private void complete(Connection connection, List<Change.Completion> completions) throws SQLException {
        if (completions.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE entry e SET standing = 2, generation = NULL, status = c.status, state_at = c.at,
                    expires_at = c.at + e.retention, answer = c.answer, answer_body = c.body,
                    answer_length = c.length, answer_kept = c.kept
                FROM unnest(?, ?, ?, ?, ?, ?, ?, ?) AS c (sequence, nonce, status, at, answer, body, length, kept)
                WHERE e.sequence = c.sequence AND e.nonce = c.nonce AND e.standing = 1 AND e.process = ?
                RETURNING e.sequence, e.nonce, e.agent, e.bytes, e.attempts""")) {
            ids(connection, update, completions)
                    .numbers(each -> (long) each.status())
                    .numbers(each -> each.at().toEpochMilli())
                    .bytes(Change.Completion::value)
                    .texts(Change.Completion::body)
                    .numbers(Change.Completion::bodyLength)
                    .flags(Change.Completion::kept);
            update.setInt(9, epoch);
            Map<EntryId, Change.Completion> byId = byId(completions);
            Set<EntryId> done = ended(update, (id, attempts) -> {
                Change.Completion completion = Objects.requireNonNull(byId.get(id));
                return new EntryState.Completed(attempts, completion.status(), completion.at());
            });
            Bodies.keep(
                    connection,
                    completions.stream()
                            .filter(each -> done.contains(each.id()))
                            .flatMap(each -> Stream.ofNullable(each.body()))
                            .toList());
            completions.forEach(each -> tellings.add(() -> each.told().complete(done.contains(each.id()))));
        }
    }

    private void abandon(Connection connection, List<Change.Abandonment> abandonments) throws SQLException {
        if (abandonments.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE entry e SET standing = 3, generation = NULL, reason = c.reason, detail = c.detail,
                    state_at = c.at, expires_at = c.at + e.retention
                FROM unnest(?, ?, ?, ?, ?) AS c (sequence, nonce, reason, detail, at)
                WHERE e.sequence = c.sequence AND e.nonce = c.nonce AND e.standing < 2
                RETURNING e.sequence, e.nonce, e.agent, e.bytes, e.attempts""")) {
            ids(connection, update, abandonments)
                    .texts(each -> each.reason().name())
                    .texts(Change.Abandonment::detail)
                    .numbers(each -> each.at().toEpochMilli());
            Map<EntryId, Change.Abandonment> byId = byId(abandonments);
            Set<EntryId> done = ended(update, (id, attempts) -> {
                Change.Abandonment end = Objects.requireNonNull(byId.get(id));
                return new EntryState.Abandoned(attempts, end.reason(), end.detail(), end.at());
            });
            abandonments.forEach(each -> tellings.add(() -> each.told().complete(done.contains(each.id()))));
        }
    }

    private void remove(Connection connection, List<Change.Removal> removals) throws SQLException {
        if (removals.isEmpty()) {
            return;
        }
        List<String> bodies = new ArrayList<>();
        Set<EntryId> done = new HashSet<>();
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM entry e USING unnest(?, ?, ?) AS c (sequence, nonce, at)
                WHERE e.sequence = c.sequence AND e.nonce = c.nonce AND e.standing >= 2 AND e.expires_at > c.at
                RETURNING e.sequence, e.nonce, e.call_body, e.answer_body""")) {
            ids(connection, delete, removals).numbers(each -> each.at().toEpochMilli());
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    done.add(id(rows));
                    Stream.ofNullable(rows.getString(3)).forEach(bodies::add);
                    Stream.ofNullable(rows.getString(4)).forEach(bodies::add);
                }
            }
        }
        Bodies.delete(connection, bodies);
        removals.forEach(each -> tellings.add(() -> each.told().complete(done.contains(each.id()))));
    }

    /// Counts what changed, and makes sure that this process was not ended: whoever ends it changes the same row,
    /// before or after this transaction.
    private void close(Connection connection) throws SQLException {
        try (PreparedStatement close = connection.prepareStatement("""
                WITH alive AS (
                    UPDATE process SET batch = ? WHERE epoch = ? AND ended_at IS NULL RETURNING epoch),
                counted AS (
                    INSERT INTO load (process, agent, entries, bytes)
                    SELECT alive.epoch, c.agent, c.entries, c.bytes
                    FROM alive, unnest(?, ?, ?) AS c (agent, entries, bytes)
                    ON CONFLICT (process, agent)
                    DO UPDATE SET entries = load.entries + excluded.entries, bytes = load.bytes + excluded.bytes)
                SELECT epoch FROM alive""")) {
            close.setLong(1, number);
            close.setInt(2, epoch);
            new Columns<>(connection, close, List.copyOf(delta.entrySet()), 3)
                    .texts(each -> each.getKey().value())
                    .numbers(each -> each.getValue().entries())
                    .numbers(each -> each.getValue().bytes());
            try (ResultSet alive = close.executeQuery()) {
                if (!alive.next()) {
                    throw Session.takenOver();
                }
            }
        }
    }

    private static <C extends Change> Columns<C> ids(
            Connection connection, PreparedStatement statement, List<C> changes) throws SQLException {
        return new Columns<>(connection, statement, changes, 1)
                .numbers(each -> each.id().sequence())
                .numbers(each -> each.id().nonce());
    }

    private static Set<EntryId> done(PreparedStatement update) throws SQLException {
        Set<EntryId> done = new HashSet<>();
        try (ResultSet rows = update.executeQuery()) {
            while (rows.next()) {
                done.add(id(rows));
            }
        }
        return done;
    }

    /// How an entry ended.
    @FunctionalInterface
    private interface Ending {
        EntryState.Ended of(EntryId id, int attempts);
    }

    private Set<EntryId> ended(PreparedStatement update, Ending ending) throws SQLException {
        Set<EntryId> done = new HashSet<>();
        try (ResultSet rows = update.executeQuery()) {
            while (rows.next()) {
                EntryId id = id(rows);
                AgentId agent = new AgentId(rows.getString(3));
                long bytes = rows.getLong(4);
                EntryState.Ended end = ending.of(id, rows.getInt(5));
                done.add(id);
                changed(agent, -1, -bytes);
                tellings.add(() -> {
                    loads.leave(agent, bytes);
                    tally.ended(end);
                });
            }
        }
        return done;
    }
}
