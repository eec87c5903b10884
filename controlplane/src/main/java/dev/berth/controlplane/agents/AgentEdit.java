package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.Secret;
import java.util.Optional;

/// An agent as a user wants it after an edit; what is equal to what is there changes nothing.
///
/// @param token a new credential for calls; empty leaves it
public record AgentEdit(Agent.Profile profile, Conduct conduct, Optional<Secret> token, AgentSpec spec) {}
