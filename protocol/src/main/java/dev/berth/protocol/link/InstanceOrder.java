package dev.berth.protocol.link;

import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Slug;
import dev.berth.domain.instance.InstanceId;
import java.util.Map;

/// One instance as a host is told of it: what is wanted, and all that is needed to make it.
///
/// @param depth how deep to sleep; read only when the goal is HIBERNATE
/// @param identity environment variables that tell the agent who it is (`AGENT_ID` and so on)
/// @param hostPorts the host's port for each container port that the spec wants published
/// @param measured whether the host tells what processor time it uses, as long as it is ready
public record InstanceOrder(
        InstanceId id,
        Slug slug,
        Goal goal,
        Hibernation depth,
        Revision revision,
        AgentSpec spec,
        Map<String, String> identity,
        Map<Integer, Integer> hostPorts,
        boolean measured) {

    public InstanceOrder {
        identity = Map.copyOf(identity);
        hostPorts = Map.copyOf(hostPorts);
    }

    /// Whether a container of this agent must not stay frozen.
    public boolean thaws() {
        return goal == Goal.STOP || (goal == Goal.HIBERNATE && depth == Hibernation.STOP);
    }
}
