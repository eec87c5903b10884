package dev.berth.controlplane.accounts;

import dev.berth.domain.agent.AgentId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A token as it is kept.
///
/// @param name unique; those that begin with [#OWN] are agents' own, chosen by their owners
/// @param agent the one agent that it is limited to
public record TokenRecord(
        String id,
        String name,
        String owner,
        Set<Scope> scopes,
        Optional<AgentId> agent,
        TokenHash hash,
        Instant createdAt,
        Optional<Instant> expiresAt) {

    /// Begins the names of agents' own tokens; other names cannot hold a colon.
    public static final String OWN = "own:";

    public TokenRecord {
        scopes = Set.copyOf(scopes);
    }

    boolean own() {
        return name.startsWith(OWN);
    }

    boolean validAt(Instant now) {
        return expiresAt.isEmpty() || now.isBefore(expiresAt.get());
    }
}
