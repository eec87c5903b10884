package dev.berth.controlplane.activity;

import dev.berth.domain.activity.Lease;
import dev.berth.domain.agent.AgentId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Promises that agents are kept awake: one for each agent, the newest. They survive a restart of the server.
public final class Leases {

    public static final Duration LONGEST = Duration.ofHours(24);

    private final LeaseStore store;
    private final InstantSource clock;
    private final Map<AgentId, Lease> known = new ConcurrentHashMap<>();

    /// Reads every lease.
    public Leases(LeaseStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        reload();
    }

    /// Takes what other processes wrote.
    public void reload() {
        Map<AgentId, Lease> all = store.all();
        known.putAll(all);
        known.keySet().retainAll(all.keySet());
    }

    /// Keeps an agent awake from now on for so long, in the place of what was promised before.
    ///
    /// @throws IllegalArgumentException when that is not positive, or more than 24 hours
    public Lease keep(AgentId agent, Duration length, String reason) {
        if (!length.isPositive() || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("for must be positive and at most 24h");
        }
        Lease lease = new Lease(clock.instant().plus(length), reason);
        store.put(agent, lease);
        known.put(agent, lease);
        return lease;
    }

    public void end(AgentId agent) {
        store.remove(agent);
        known.remove(agent);
    }

    /// The newest, which may be over.
    public Optional<Lease> of(AgentId agent) {
        return Optional.ofNullable(known.get(agent));
    }
}
