package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.CallPolicy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Routes in memory that tests change; whoever waits for a change is told.
final class FakeRoutes implements Routes {

    static final AgentId SHOP = new AgentId("0123456789abcdef0123456789abcdef");

    private final ConcurrentMap<String, AgentRoute> routes = new ConcurrentHashMap<>();
    private final List<Consumer<AgentId>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile CompletableFuture<Void> next = new CompletableFuture<>();

    /// Tells of each change.
    void subscribe(Consumer<AgentId> listener) {
        listeners.add(listener);
    }

    FakeRoutes shop(boolean open, AgentRoute.Way way) {
        return shop(open, CallPolicy.DEFAULT, way);
    }

    FakeRoutes shop(boolean open, CallPolicy calls, AgentRoute.Way way) {
        AgentRoute route = new AgentRoute(SHOP, open, calls, way);
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
        listeners.forEach(each -> each.accept(SHOP));
    }

    @Override
    public Optional<AgentRoute> find(String reference) {
        return Optional.ofNullable(routes.get(reference));
    }

    @Override
    public void wanted(AgentId agent) {
        wakes.incrementAndGet();
    }

    /// How often somebody asked for the agent to be woken.
    int wakes() {
        return wakes.get();
    }

    @Override
    public CompletionStage<?> nextChange(AgentId agent) {
        return next;
    }
}
