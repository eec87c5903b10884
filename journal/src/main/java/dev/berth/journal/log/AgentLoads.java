package dev.berth.journal.log;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Admission;
import dev.berth.journal.Entry;
import dev.berth.journal.Offer;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/// How much each agent has open.
final class AgentLoads {

    private final ConcurrentMap<AgentId, Load> loads = new ConcurrentHashMap<>();
    private final AtomicLong open = new AtomicLong();

    private record Load(int entries, long bytes) {

        private static final Load NONE = new Load(0, 0);
    }

    /// Counts a call, unless its agent has as much as it may have.
    Optional<Admission.Full> enter(Offer offer) {
        Admission.Full[] refusal = new Admission.Full[1];
        loads.compute(offer.agent(), (_, known) -> {
            Load load = known == null ? Load.NONE : known;
            Offer.Terms terms = offer.terms();
            if (load.entries >= terms.maxEntries()) {
                refusal[0] = new Admission.Full("max_entries", terms.maxEntries());
            } else if (load.bytes + offer.bytes() > terms.maxBytes()) {
                refusal[0] = new Admission.Full("max_bytes", terms.maxBytes());
            } else {
                open.incrementAndGet();
                return new Load(load.entries + 1, load.bytes + offer.bytes());
            }
            return known;
        });
        return Optional.ofNullable(refusal[0]);
    }

    /// Counts an entry that a former run took on.
    void found(Entry entry) {
        open.incrementAndGet();
        loads.merge(
                entry.agent(),
                new Load(1, entry.bytes()),
                (one, other) -> new Load(one.entries + other.entries, one.bytes + other.bytes));
    }

    void leave(AgentId agent, long bytes) {
        open.decrementAndGet();
        loads.computeIfPresent(
                agent, (_, load) -> load.entries == 1 ? null : new Load(load.entries - 1, load.bytes - bytes));
    }

    /// How many are open, of all agents.
    long open() {
        return open.get();
    }

    long open(AgentId agent) {
        return loads.getOrDefault(agent, Load.NONE).entries;
    }
}
