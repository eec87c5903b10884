package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Slug;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Every agent as this process last saw it in the store, in memory: what passes, routes and lists read.
///
/// Writers put what they wrote; [#reload] heals what other processes wrote.
public final class AgentDirectory {

    private final ConcurrentMap<AgentId, AgentRecord> byId = new ConcurrentHashMap<>();
    private final ConcurrentMap<Slug, AgentId> bySlug = new ConcurrentHashMap<>();
    private final List<Consumer<AgentId>> listeners = new CopyOnWriteArrayList<>();

    /// Tells of every agent that changed, after it did. The listener must not block.
    public void subscribe(Consumer<AgentId> listener) {
        listeners.add(listener);
    }

    public Optional<AgentRecord> find(AgentId agent) {
        return Optional.ofNullable(byId.get(agent));
    }

    public Optional<AgentRecord> find(Slug slug) {
        return Optional.ofNullable(bySlug.get(slug)).flatMap(this::find);
    }

    /// In no order.
    public Collection<AgentRecord> all() {
        return byId.values();
    }

    public List<AgentRecord> inOrderOfCreation() {
        return byId.values().stream()
                .sorted(Comparator.comparing((AgentRecord each) -> each.agent().createdAt())
                        .thenComparing(each -> each.agent().id().value()))
                .toList();
    }

    /// Takes what was written, unless something newer is known already.
    void put(AgentRecord written) {
        AgentId id = written.agent().id();
        byId.merge(id, written, (known, seen) -> known.version() > seen.version() ? known : seen);
        bySlug.put(written.agent().slug(), id);
        tell(id);
    }

    void forget(AgentId agent) {
        AgentRecord gone = byId.remove(agent);
        if (gone != null) {
            bySlug.remove(gone.agent().slug(), agent);
            tell(agent);
        }
    }

    /// Takes the whole state of the store.
    public void reload(List<AgentRecord> stored) {
        List<AgentId> present = stored.stream().map(each -> each.agent().id()).toList();
        for (AgentRecord each : stored) {
            AgentRecord known = byId.get(each.agent().id());
            if (known == null || known.version() < each.version()) {
                put(each);
            }
        }
        byId.keySet().stream().filter(id -> !present.contains(id)).toList().forEach(this::forget);
    }

    private void tell(AgentId agent) {
        listeners.forEach(each -> each.accept(agent));
    }
}
