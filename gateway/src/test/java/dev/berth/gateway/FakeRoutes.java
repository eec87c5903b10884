package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Routes in memory that tests change; whoever waits for a change is told.
final class FakeRoutes implements Routes {

    static final AgentId SHOP = new AgentId("0123456789abcdef0123456789abcdef");

    private final ConcurrentMap<String, AgentRoute> routes = new ConcurrentHashMap<>();
    private volatile CompletableFuture<Void> next = new CompletableFuture<>();

    FakeRoutes shop(boolean open, AgentRoute.Way way) {
        AgentRoute route = new AgentRoute(SHOP, open, way);
        routes.put("shop", route);
        routes.put(SHOP.value(), route);
        tell();
        return this;
    }

    void remove() {
        routes.clear();
        tell();
    }

    private void tell() {
        CompletableFuture<Void> told = next;
        next = new CompletableFuture<>();
        told.complete(null);
    }

    @Override
    public Optional<AgentRoute> find(String reference) {
        return Optional.ofNullable(routes.get(reference));
    }

    @Override
    public CompletionStage<?> nextChange(AgentId agent) {
        return next;
    }
}
