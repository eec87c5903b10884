package dev.berth.protocol.link;

import dev.berth.domain.agent.AgentId;
import java.util.List;

/// All that a host shall run, versioned: complete on connect, then increments.
public sealed interface Assignment {

    /// Grows with every message to the same host; a lower one than the last seen is ignored.
    long version();

    /// Everything. Agents that it does not name must leave nothing on the host.
    record Complete(long version, List<AssignedAgent> agents) implements Assignment {
        public Complete {
            agents = List.copyOf(agents);
        }
    }

    /// What changed since the version before. Agents that it does not name stay as they are.
    ///
    /// @param forgotten agents whose discard the control plane has recorded
    record Change(long version, List<AssignedAgent> agents, List<AgentId> forgotten) implements Assignment {
        public Change {
            agents = List.copyOf(agents);
            forgotten = List.copyOf(forgotten);
        }
    }
}
