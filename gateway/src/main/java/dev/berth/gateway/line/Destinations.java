package dev.berth.gateway.line;

import dev.berth.domain.agent.AgentId;
import java.util.Optional;

/// What the deliverer must know of agents. Called often, and must not block.
public interface Destinations {

    /// Empty when there is no such agent.
    Optional<Destination> find(AgentId agent);

    /// Calls wait for the agent: one that sleeps is woken. Saying it twice changes nothing.
    void wanted(AgentId agent);
}
