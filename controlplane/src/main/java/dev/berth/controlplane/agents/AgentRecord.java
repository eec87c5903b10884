package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.lifecycle.Run;
import java.util.List;
import java.util.Optional;

/// All that the store knows of one agent, read in one piece.
///
/// @param version changes with every write; a write that names an older one is refused
/// @param spec of the newest revision
/// @param latest the newest instance
/// @param inForce the spec that the newest instance runs under; the newest revision's before the first start
/// @param hostPorts reserved for this agent, in the order of the spec's port requests
public record AgentRecord(
        long version, Agent agent, AgentSpec spec, Optional<Run> latest, AgentSpec inForce, List<HostPort> hostPorts) {

    public AgentRecord {
        hostPorts = List.copyOf(hostPorts);
    }

    /// The same with its agent's row changed.
    AgentRecord with(Agent changed) {
        return new AgentRecord(version, changed, spec, latest, inForce, hostPorts);
    }

    /// The generation of the newest instance; 0 before the first.
    public long generation() {
        return latest.map(run -> run.id().generation()).orElse(0L);
    }
}
