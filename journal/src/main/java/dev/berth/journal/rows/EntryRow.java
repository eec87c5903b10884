package dev.berth.journal.rows;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery.Standing;
import dev.berth.journal.EntryState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/// An entry as columns. Times are milliseconds since 1970 (UTC).
public final class EntryRow {

    /// The columns that [#read] reads, the first ones of a row.
    public static final String COLUMNS = """
            sequence, nonce, agent, standing, attempts, generation, status, reason, detail, state_at, \
            accepted_at, deadline, retention, expires_at, bytes, replay_sequence, replay_nonce""";

    private EntryRow() {}

    public static Entry read(ResultSet row) throws SQLException {
        AgentId agent = new AgentId(row.getString(3));
        long replayed = row.getLong(16);
        return new Entry(
                new EntryId(row.getLong(1), row.getLong(2)),
                agent,
                Instant.ofEpochMilli(row.getLong(11)),
                Instant.ofEpochMilli(row.getLong(12)),
                Duration.ofMillis(row.getLong(13)),
                row.getLong(15),
                state(row, agent),
                replayed == 0 ? null : new EntryId(replayed, row.getLong(17)));
    }

    private static EntryState state(ResultSet row, AgentId agent) throws SQLException {
        int attempts = row.getInt(5);
        Instant at = Instant.ofEpochMilli(row.getLong(10));
        return switch (Standing.of(row.getInt(4))) {
            case ACCEPTED -> new EntryState.Accepted(attempts);
            case DELIVERING -> new EntryState.Delivering(attempts, new InstanceId(agent, row.getLong(6)), at);
            case COMPLETED -> new EntryState.Completed(attempts, row.getInt(7), at);
            case ABANDONED ->
                new EntryState.Abandoned(attempts, EntryState.Reason.valueOf(row.getString(8)), row.getString(9), at);
        };
    }
}
