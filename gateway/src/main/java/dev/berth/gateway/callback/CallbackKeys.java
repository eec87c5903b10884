package dev.berth.gateway.callback;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import java.util.Optional;

/// The secrets with which callbacks are signed.
@FunctionalInterface
public interface CallbackKeys {

    /// The agent's; empty while nobody has made one. Blocks.
    Optional<Secret> find(AgentId agent);
}
