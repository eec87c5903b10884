package dev.berth.controlplane.activity;

import dev.berth.domain.activity.Lease;
import dev.berth.domain.agent.AgentId;
import java.util.Map;

/// Where leases are kept. Throws `StoreFailure` when the database does not answer.
public interface LeaseStore {

    Map<AgentId, Lease> all();

    /// Replaces the one that the agent had. Does nothing when the agent is gone.
    void put(AgentId agent, Lease lease);

    void remove(AgentId agent);
}
