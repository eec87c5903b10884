package dev.berth.controlplane.accounts;

import dev.berth.domain.agent.AgentId;
import java.util.Set;

/// Who presented a valid token, and how far it reaches.
///
/// @param token the id of the token
/// @param name the token's name, for audit lines
/// @param agents the agents that it is limited to; empty when it reaches all
public record Identity(String token, String name, String owner, Set<Scope> scopes, Set<AgentId> agents) {

    public Identity {
        scopes = Set.copyOf(scopes);
        agents = Set.copyOf(agents);
    }

    public boolean may(Scope asked) {
        for (Scope each : scopes) {
            if (each.includes(asked)) {
                return true;
            }
        }
        return false;
    }

    public boolean reachesAll() {
        return agents.isEmpty();
    }

    public boolean reaches(AgentId agent) {
        return agents.isEmpty() || agents.contains(agent);
    }
}
