package dev.berth.controlplane.activity;

import dev.berth.domain.activity.Lease;
import dev.berth.domain.agent.AgentId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Leases in memory.
public final class FakeLeaseStore implements LeaseStore {

    private final Map<AgentId, Lease> leases = new ConcurrentHashMap<>();

    @Override
    public Map<AgentId, Lease> all() {
        return Map.copyOf(leases);
    }

    @Override
    public void put(AgentId agent, Lease lease) {
        leases.put(agent, lease);
    }

    @Override
    public void remove(AgentId agent) {
        leases.remove(agent);
    }
}
