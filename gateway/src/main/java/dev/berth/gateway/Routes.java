package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Where calls to agents go. Implemented by whoever knows the agents.
public interface Routes {

    /// The route of the agent with this id or slug; empty when there is none. Called for each call: must not block.
    Optional<AgentRoute> find(String reference);

    /// Calls wait for the agent: one that sleeps is woken. Saying it twice changes nothing; must not block.
    void wanted(AgentId agent);

    /// Completes when the agent's route may have changed. Take it before [#find], so that no change is missed.
    CompletionStage<?> nextChange(AgentId agent);
}
