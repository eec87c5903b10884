package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;

/// Credentials for calls to one agent that its owner chose. Kept hashed.
public interface OwnTokens {

    /// Replaces the one that the agent had; false when the value is somebody else's token already.
    boolean set(AgentId agent, String owner, Secret token);

    /// Revokes every token that is limited to this agent.
    void revokeAll(AgentId agent);
}
