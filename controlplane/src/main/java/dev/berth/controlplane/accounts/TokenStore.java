package dev.berth.controlplane.accounts;

import dev.berth.domain.agent.AgentId;
import java.util.List;

/// Where tokens are kept: never their values, only the SHA-256 of each, in hexadecimal.
///
/// Every method throws [dev.berth.controlplane.agents.StoreFailure] when the database does not answer.
public interface TokenStore {

    /// A token, and what its bearer shows.
    record Kept(Token token, String hash) {}

    /// Adds a token unless another has its name or its value.
    boolean add(Kept token);

    /// Every token, in the order of creation.
    List<Kept> all();

    /// Forgets a token; one that is gone already is fine.
    void remove(String id);

    /// Forgets every token that is limited to this agent.
    void removeFor(AgentId agent);
}
