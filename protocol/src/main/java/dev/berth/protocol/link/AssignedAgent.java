package dev.berth.protocol.link;

import dev.berth.domain.agent.AgentId;

/// What a host shall do about one agent. An agent that an assignment does not name must leave nothing on the host.
public sealed interface AssignedAgent {

    AgentId agent();

    /// Bring this instance to its goal, and keep its container afterwards.
    record Instance(InstanceOrder order) implements AssignedAgent {
        @Override
        public AgentId agent() {
            return order.id().agent();
        }
    }

    /// Remove what is left of an agent, then report that it is gone.
    ///
    /// @param volumes whether volumes that Berth made for this agent alone go too
    record Discard(AgentId agent, boolean volumes) implements AssignedAgent {}
}
