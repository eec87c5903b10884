package dev.berth.controlplane.accounts;

import dev.berth.domain.agent.AgentId;
import java.util.ArrayList;
import java.util.List;

/// Tokens in memory. It behaves: names are unique, what was removed is gone.
public final class FakeTokenStore implements TokenStore {

    private final List<TokenRecord> tokens = new ArrayList<>();

    @Override
    public synchronized List<TokenRecord> all() {
        return List.copyOf(tokens);
    }

    @Override
    public synchronized boolean add(TokenRecord token) {
        return tokens.stream().noneMatch(each -> each.name().equals(token.name())) && tokens.add(token);
    }

    @Override
    public synchronized void replace(TokenRecord token) {
        tokens.removeIf(each -> each.name().equals(token.name()));
        tokens.add(token);
    }

    @Override
    public synchronized boolean remove(String id) {
        return tokens.removeIf(each -> each.id().equals(id));
    }

    @Override
    public synchronized void removeAll(AgentId agent) {
        tokens.removeIf(each -> each.agent().equals(java.util.Optional.of(agent)));
    }
}
