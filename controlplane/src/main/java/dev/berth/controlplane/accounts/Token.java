package dev.berth.controlplane.accounts;

import dev.berth.domain.agent.AgentId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A credential without its value, which is known to its bearer only.
///
/// @param id 12 hexadecimal digits
/// @param name unique, for people
/// @param agent the only one that it is good for, if it is limited
public record Token(
        String id,
        String name,
        String owner,
        Set<Scope> scopes,
        Optional<AgentId> agent,
        Instant createdAt,
        Optional<Instant> expiresAt) {

    public Token {
        scopes = Set.copyOf(scopes);
    }

    public boolean expired(Instant now) {
        return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
    }

    /// Whether it is good for something that concerns no single agent.
    public boolean may(Scope scope) {
        return agent.isEmpty() && scope.within(scopes);
    }

    /// Whether it is good for something that concerns this agent.
    public boolean may(Scope scope, AgentId which) {
        return (agent.isEmpty() || agent.get().equals(which)) && scope.within(scopes);
    }
}
