package dev.berth.journal.postgres;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.EntryQuery.Standing;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Lets go of what has expired, a page a transaction: nobody waits for it, and several servers may do it at once.
final class Expiry {

    private static final Duration AT_ONCE = Duration.ofMillis(20);

    /// Deletes the entries that a condition finds, with their bodies, unless this process was ended.
    private static final String DELETE = """
            WITH gone AS (
                DELETE FROM entry WHERE (sequence, nonce) IN (
                    SELECT sequence, nonce FROM entry WHERE %s
                    AND EXISTS (SELECT 1 FROM process WHERE epoch = ? AND ended_at IS NULL)
                    LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING call_body, answer_body),
            emptied AS (
                DELETE FROM body WHERE name IN (
                    SELECT call_body FROM gone WHERE call_body IS NOT NULL
                    UNION ALL SELECT answer_body FROM gone WHERE answer_body IS NOT NULL))
            SELECT COUNT(*) FROM gone""";

    private static final String EXPIRED = DELETE.formatted("expires_at <= ?");
    private static final String ENDED =
            DELETE.formatted("agent = ? AND standing = ANY (?) AND state_at <= ? AND expires_at > ?");

    /// Bodies whose callers broke off while their server died.
    private static final String ORPHANS = """
            DELETE FROM body WHERE name IN (
                SELECT body.name FROM body JOIN process ON process.epoch = body.process
                WHERE NOT body.kept AND process.ended_at IS NOT NULL LIMIT ?)""";

    private final JournalDatabase database;
    private final PostgresSettings settings;
    private final int epoch;

    Expiry(JournalDatabase database, PostgresSettings settings, int epoch) {
        this.database = database;
        this.settings = settings;
        this.epoch = epoch;
    }

    /// @return soon when there is more to do
    Duration pass(Instant now) {
        int orphans = database.run("delete bodies of nobody", connection -> {
            try (PreparedStatement delete = connection.prepareStatement(ORPHANS)) {
                delete.setInt(1, settings.sweepPage());
                return delete.executeUpdate();
            }
        });
        long expired = database.run("delete what has expired", connection -> {
            try (PreparedStatement delete = connection.prepareStatement(EXPIRED)) {
                delete.setLong(1, now.toEpochMilli());
                delete.setInt(2, epoch);
                delete.setInt(3, settings.sweepPage());
                return count(delete);
            }
        });
        return orphans < settings.sweepPage() && expired < settings.sweepPage() ? settings.sweepPause() : AT_ONCE;
    }

    /// Forgets what ended of an agent until now.
    ///
    /// @return how many were forgotten
    long clear(AgentId agent, Set<Standing> standings, Instant now) {
        Set<Standing> meant = EnumSet.of(Standing.COMPLETED, Standing.ABANDONED);
        if (!standings.isEmpty()) {
            meant.retainAll(standings);
        }
        long all = 0;
        long page = meant.isEmpty() ? 0 : clearPage(agent, meant, now);
        while (page > 0) {
            all += page;
            page = clearPage(agent, meant, now);
        }
        return all;
    }

    private long clearPage(AgentId agent, Set<Standing> standings, Instant now) {
        return database.run("forget what ended", connection -> {
            try (PreparedStatement delete = connection.prepareStatement(ENDED)) {
                delete.setString(1, agent.value());
                new Columns<>(connection, delete, List.copyOf(standings), 2).numbers(each -> (long) each.code());
                delete.setLong(3, now.toEpochMilli());
                delete.setLong(4, now.toEpochMilli());
                delete.setInt(5, epoch);
                delete.setInt(6, settings.sweepPage());
                return count(delete);
            }
        });
    }

    private static long count(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
