package dev.berth.controlplane.store;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.berth.controlplane.activity.LeaseStore;
import dev.berth.domain.activity.Lease;
import dev.berth.domain.agent.AgentId;
import java.time.Instant;
import java.util.Map;

/// Leases in the [Database].
public final class SqlLeaseStore implements LeaseStore {

    private static final String ALL = "SELECT agent, until, reason FROM lease";
    private static final String PUT = """
            INSERT INTO lease (agent, until, reason)
            SELECT id, :until, :reason FROM agent WHERE id = :agent
            ON CONFLICT (agent) DO UPDATE SET until = excluded.until, reason = excluded.reason
            """;
    private static final String REMOVE = "DELETE FROM lease WHERE agent = :agent";

    private final Database database;

    public SqlLeaseStore(Database database) {
        this.database = database;
    }

    private record Row(AgentId agent, Lease lease) {}

    @Override
    public Map<AgentId, Lease> all() {
        return database.inTransaction(
                "read the leases",
                handle -> handle
                        .createQuery(ALL)
                        .map((row, _) -> new Row(
                                new AgentId(row.getString("agent")),
                                new Lease(Instant.ofEpochMilli(row.getLong("until")), row.getString("reason"))))
                        .stream()
                        .collect(toUnmodifiableMap(Row::agent, Row::lease)));
    }

    @Override
    public void put(AgentId agent, Lease lease) {
        int _ = database.inTransaction(
                "write a lease",
                handle -> handle.createUpdate(PUT)
                        .bind("agent", agent.value())
                        .bind("until", lease.until().toEpochMilli())
                        .bind("reason", lease.reason())
                        .execute());
    }

    @Override
    public void remove(AgentId agent) {
        int _ = database.inTransaction(
                "end a lease",
                handle ->
                        handle.createUpdate(REMOVE).bind("agent", agent.value()).execute());
    }
}
