package dev.berth.controlplane.accounts;

import dev.berth.domain.agent.AgentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where the audit trail is kept. The newest [#KEPT] lines are.
///
/// Every method throws [dev.berth.controlplane.agents.StoreFailure] when the database does not answer.
public interface AuditLog {

    int KEPT = 100_000;

    /// A line before it is numbered.
    record Entry(
            Instant at,
            String who,
            String owner,
            String action,
            Optional<AgentId> agent,
            String outcome,
            String peer,
            String requestId) {}

    void add(Entry entry);

    /// Newest first.
    ///
    /// @param agent lines about this agent alone; empty for all
    /// @param before lines with a lower id
    List<AuditLine> lines(Optional<AgentId> agent, long before, int limit);
}
