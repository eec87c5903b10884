package dev.berth.controlplane.accounts;

import dev.berth.domain.agent.AgentId;
import java.util.List;

/// Where tokens are kept. Each method is one transaction; a write that returns is on disk.
///
/// Every method throws [dev.berth.controlplane.agents.StoreFailure] when the database does not answer.
public interface TokenStore {

    /// Every token, in the order of creation.
    List<TokenRecord> all();

    /// @return whether it was added; not when its name is taken
    boolean add(TokenRecord token);

    /// Adds a token, instead of the one of the same name if there is one.
    void replace(TokenRecord token);

    /// @return whether there was one
    boolean remove(String id);

    /// Removes every token that is limited to this agent.
    void removeAll(AgentId agent);
}
