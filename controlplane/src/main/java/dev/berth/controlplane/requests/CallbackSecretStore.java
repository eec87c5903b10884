package dev.berth.controlplane.requests;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import java.time.Instant;
import java.util.Optional;

/// Where the secrets of callbacks are kept, encrypted. Throws `StoreFailure` when the database does not answer.
public interface CallbackSecretStore {

    Optional<Secret> find(AgentId agent);

    /// Replaces the one that the agent had.
    void put(AgentId agent, Secret secret, Instant madeAt);

    /// Forgets those of agents that are gone, made before this.
    void forgetGone(Instant madeBefore);
}
