package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Slug;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Every agent as this process last saw it in the store, in memory: what passes, routes and lists read.
///
/// Writers put what they wrote; [#reload] heals what other processes wrote.
public final class AgentDirectory {

    private final ConcurrentMap<AgentId, AgentRecord> byId = new ConcurrentHashMap<>();
    private final ConcurrentMap<Slug, AgentId> bySlug = new ConcurrentHashMap<>();
    /// Forgotten since the last reload began to read: what was read before must not bring them back. Ids are never
    /// used again.
    private final Set<AgentId> gone = ConcurrentHashMap.newKeySet();

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

    /// Takes what was written, unless something newer is known already.
    void put(AgentRecord written) {
        AgentId id = written.agent().id();
        if (gone.contains(id)) {
            return;
        }
        byId.merge(id, written, (known, seen) -> known.version() > seen.version() ? known : seen);
        bySlug.put(written.agent().slug(), id);
        tell(id);
    }

    void forget(AgentId agent) {
        gone.add(agent);
        AgentRecord last = byId.remove(agent);
        if (last != null) {
            bySlug.remove(last.agent().slug(), agent);
            tell(agent);
        }
    }

    /// Takes the whole state of the store. What is put or forgotten while it is being read stays so.
    public void reload(Supplier<List<AgentRecord>> store) {
        gone.clear();
        Set<AgentId> before = Set.copyOf(byId.keySet());
        Set<AgentId> present = new HashSet<>();
        for (AgentRecord each : store.get()) {
            present.add(each.agent().id());
            AgentRecord known = byId.get(each.agent().id());
            if (known == null || known.version() < each.version()) {
                put(each);
            }
        }
        before.stream().filter(id -> !present.contains(id)).forEach(this::forget);
    }

    private void tell(AgentId agent) {
        listeners.forEach(each -> each.accept(agent));
    }
}
