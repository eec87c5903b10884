package dev.berth.journal.limits;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Admission;
import dev.berth.journal.Entry;
import dev.berth.journal.Offer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/// How much each agent has open. For any thread.
public final class AgentLoads {

    private final ConcurrentMap<AgentId, Load> loads = new ConcurrentHashMap<>();
    private final AtomicLong open = new AtomicLong();
    private volatile Map<AgentId, Load> elsewhere = Map.of();

    /// What is open of an agent.
    public record Load(long entries, long bytes) {

        public static final Load NONE = new Load(0, 0);

        public Load plus(Load other) {
            return new Load(entries + other.entries, bytes + other.bytes);
        }

        static Load of(long bytes) {
            return new Load(1, bytes);
        }

        Load minus(Load other) {
            return new Load(entries - other.entries, bytes - other.bytes);
        }
    }

    /// Counts a call, unless its agent has as much as it may have.
    public Optional<Admission.Full> enter(Offer offer) {
        Admission.Full[] refusal = new Admission.Full[1];
        loads.compute(offer.agent(), (agent, known) -> {
            Load own = known == null ? Load.NONE : known;
            Load load = own.plus(elsewhere.getOrDefault(agent, Load.NONE));
            Offer.Terms terms = offer.terms();
            if (load.entries >= terms.maxEntries()) {
                refusal[0] = new Admission.Full("max_entries", terms.maxEntries());
            } else if (load.bytes + offer.bytes() > terms.maxBytes()) {
                refusal[0] = new Admission.Full("max_bytes", terms.maxBytes());
            } else {
                open.incrementAndGet();
                return own.plus(Load.of(offer.bytes()));
            }
            return known;
        });
        return Optional.ofNullable(refusal[0]);
    }

    /// Counts what a former run took on.
    public void found(AgentId agent, Load load) {
        open.addAndGet(load.entries);
        loads.merge(agent, load, Load::plus);
    }

    /// Counts an entry that a former run took on.
    public void found(Entry entry) {
        found(entry.agent(), Load.of(entry.bytes()));
    }

    /// An entry ended, or was not taken on after all. It may be another server's: what counts is the sum.
    public void leave(AgentId agent, long bytes) {
        open.decrementAndGet();
        loads.compute(agent, (_, known) -> {
            Load rest = (known == null ? Load.NONE : known).minus(Load.of(bytes));
            return rest.equals(Load.NONE) ? null : rest;
        });
    }

    /// What other servers have open.
    public void elsewhere(Map<AgentId, Load> known) {
        elsewhere = Map.copyOf(known);
    }

    /// How many are open, of all agents.
    public long open() {
        return open.get() + elsewhere.values().stream().mapToLong(Load::entries).sum();
    }

    public long open(AgentId agent) {
        return loads.getOrDefault(agent, Load.NONE).plus(elsewhere.getOrDefault(agent, Load.NONE)).entries;
    }
}
