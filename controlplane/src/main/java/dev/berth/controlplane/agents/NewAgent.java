package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentKind;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.agent.Slug;
import java.util.Optional;

/// What a user asks for when deploying an agent.
///
/// @param token a credential for calls to this agent that its owner chose
public record NewAgent(
        Slug slug,
        Agent.Profile profile,
        AgentKind kind,
        String owner,
        Conduct conduct,
        Optional<Secret> token,
        AgentSpec spec) {}
