package dev.berth.protocol.api;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentKind;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.agent.Slug;
import java.util.Optional;

/// An agent as a user describes it: all that can be written, nothing that Berth adds.
///
/// @param owner empty when the user did not say; then it is whoever asks
/// @param token a credential for calls that the user chose
public record AgentBody(
        Agent.Profile profile,
        Slug slug,
        AgentKind kind,
        Optional<String> owner,
        Conduct conduct,
        Optional<Secret> token,
        AgentSpec spec) {}
