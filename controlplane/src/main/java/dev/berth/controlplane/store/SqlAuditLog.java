package dev.berth.controlplane.store;

import dev.berth.controlplane.accounts.AuditEntry;
import dev.berth.controlplane.accounts.AuditLog;
import dev.berth.controlplane.agents.StoreFailure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// The audit log in the [Database].
public final class SqlAuditLog implements AuditLog {

    private static final int KEPT = 100_000;
    /// Old entries go some at a time, so that no write has to wait for many.
    private static final int TRIMMED_EVERY = 100;

    private static final int TRIES = 50;

    private static final String ADD = """
            INSERT INTO audit (sequence, at, who, action, subject, status, peer, request)
            VALUES (:sequence, :at, :who, :action, :subject, :status, :peer, :request)
            ON CONFLICT DO NOTHING
            """;
    private static final String BEFORE =
            "SELECT * FROM audit WHERE sequence < :sequence ORDER BY sequence DESC LIMIT :limit";

    private final Database database;

    public SqlAuditLog(Database database) {
        this.database = database;
    }

    @Override
    public void record(AuditEntry entry) {
        for (int i = 0; i < TRIES; i++) {
            if (database.inTransaction("write the audit log", handle -> add(handle, entry))) {
                return;
            }
        }
        throw new StoreFailure("take an audit entry: others kept being faster", null);
    }

    /// False when another process took the number meanwhile.
    private static boolean add(Handle handle, AuditEntry entry) {
        long next = handle.createQuery("SELECT COALESCE(MAX(sequence), 0) + 1 FROM audit")
                .mapTo(Long.class)
                .one();
        int added = handle.createUpdate(ADD)
                .bind("sequence", next)
                .bind("at", entry.at().toEpochMilli())
                .bind("who", entry.who())
                .bind("action", entry.action())
                .bind("subject", entry.subject())
                .bind("status", entry.status())
                .bind("peer", entry.peer())
                .bind("request", entry.request())
                .execute();
        if (next % TRIMMED_EVERY == 0) {
            handle.createUpdate("DELETE FROM audit WHERE sequence <= :newest - :kept")
                    .bind("newest", next)
                    .bind("kept", KEPT)
                    .execute();
        }
        return added == 1;
    }

    @Override
    public List<AuditEntry> before(long sequence, int limit) {
        return database.inTransaction(
                "read the audit log",
                handle -> handle.createQuery(BEFORE)
                        .bind("sequence", sequence)
                        .bind("limit", limit)
                        .map((row, _) -> entry(row))
                        .list());
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("sequence"),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("who"),
                row.getString("action"),
                row.getString("subject"),
                row.getInt("status"),
                row.getString("peer"),
                row.getString("request"));
    }
}
