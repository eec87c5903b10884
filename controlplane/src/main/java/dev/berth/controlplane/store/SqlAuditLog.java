package dev.berth.controlplane.store;

import dev.berth.controlplane.accounts.AuditLine;
import dev.berth.controlplane.accounts.AuditLog;
import dev.berth.domain.agent.AgentId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/// The audit trail in the [Database].
public final class SqlAuditLog implements AuditLog {

    private static final String ADD = """
            INSERT INTO audit (id, at, who, owner, action, agent, outcome, peer, request_id)
            VALUES (:id, :at, :who, :owner, :action, :agent, :outcome, :peer, :request_id)
            ON CONFLICT (id) DO NOTHING
            """;
    private static final String LINES = "SELECT * FROM audit WHERE id < :before ORDER BY id DESC LIMIT :limit";
    private static final String LINES_OF_ONE =
            "SELECT * FROM audit WHERE agent = :agent AND id < :before ORDER BY id DESC LIMIT :limit";
    private static final String PRUNE = """
            DELETE FROM audit WHERE id <= (SELECT id FROM audit ORDER BY id DESC LIMIT 1 OFFSET :kept)
            """;

    /// Ids of one millisecond; time and count together stay below 2^53, so that JSON readers keep every digit.
    private static final long IDS_PER_MILLI = 4096;

    private final Database database;
    private final int kept;
    private final int pruneEvery;
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicLong added = new AtomicLong();

    public SqlAuditLog(Database database) {
        this(database, KEPT, 1_000);
    }

    SqlAuditLog(Database database, int kept, int pruneEvery) {
        this.database = database;
        this.kept = kept;
        this.pruneEvery = pruneEvery;
    }

    @Override
    public void add(Entry entry) {
        boolean prune = added.incrementAndGet() % pruneEvery == 0;
        database.inTransaction("add an audit line", handle -> {
            // Another process may have taken the id; then the next one is tried.
            while (!add(handle, entry, nextId(entry.at()))) {}
            return prune ? handle.createUpdate(PRUNE).bind("kept", kept).execute() : 0;
        });
    }

    private long nextId(Instant at) {
        return lastId.updateAndGet(last -> Math.max(last + 1, at.toEpochMilli() * IDS_PER_MILLI));
    }

    private static boolean add(Handle handle, Entry entry, long id) {
        return handle.createUpdate(ADD)
                        .bind("id", id)
                        .bind("at", entry.at().toEpochMilli())
                        .bind("who", entry.who())
                        .bind("owner", entry.owner())
                        .bind("action", entry.action())
                        .bind("agent", entry.agent().map(AgentId::value).orElse(null))
                        .bind("outcome", entry.outcome())
                        .bind("peer", entry.peer())
                        .bind("request_id", entry.requestId())
                        .execute()
                == 1;
    }

    @Override
    public List<AuditLine> lines(Optional<AgentId> agent, long before, int limit) {
        return database.inTransaction("read the audit trail", handle -> {
            var query = handle.createQuery(agent.isPresent() ? LINES_OF_ONE : LINES);
            agent.ifPresent(id -> query.bind("agent", id.value()));
            return query.bind("before", before)
                    .bind("limit", limit)
                    .map((each, _) -> read(each))
                    .list();
        });
    }

    private static AuditLine read(ResultSet row) throws SQLException {
        return new AuditLine(
                row.getLong("id"),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("who"),
                row.getString("owner"),
                row.getString("action"),
                Optional.ofNullable(row.getString("agent")).map(AgentId::new),
                row.getString("outcome"),
                row.getString("peer"),
                row.getString("request_id"));
    }
}
