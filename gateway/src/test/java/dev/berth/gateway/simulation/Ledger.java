package dev.berth.gateway.simulation;

import dev.berth.domain.agent.AgentId;
import dev.berth.gateway.line.Lease;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Writes down what truly happens, for the [Invariants] to judge.
final class Ledger {

    private final World world;
    private final Map<EntryId, Fate> fates = new TreeMap<>();
    private final Map<String, Integer> executions = new TreeMap<>();
    private final Map<AgentId, Long> lastMove = new HashMap<>();
    private final Set<AgentId> removed = new HashSet<>();
    private final List<HeldCaller> joined = new ArrayList<>();
    private long diskFailedAt = Long.MIN_VALUE / 2;

    Ledger(World world) {
        this.world = world;
    }

    /// What happened to an entry that is on the disk.
    Fate fate(EntryId id) {
        return fates.computeIfAbsent(id, this::found);
    }

    private Fate found(EntryId id) {
        Entry entry = world.disk().entry(id).orElseThrow();
        byte[] head = world.life().journal().call(id).orElseThrow().head().array();
        Fate fate = new Fate(entry, new String(head, StandardCharsets.US_ASCII));
        fate.mayHaveReached = entry.state() instanceof EntryState.Delivering ? 1 : 0;
        return fate;
    }

    Stream<Fate> fates() {
        return fates.values().stream();
    }

    Stream<Fate> of(AgentId agent) {
        return fates().filter(each -> each.agent().equals(agent));
    }

    Map<String, Integer> executions() {
        return executions;
    }

    boolean isRemoved(AgentId agent) {
        return removed.contains(agent);
    }

    long lastMove(AgentId agent) {
        return lastMove.getOrDefault(agent, 0L);
    }

    long diskFailedAt() {
        return diskFailedAt;
    }

    List<HeldCaller> joined() {
        return joined;
    }

    void taken(Entry entry) {
        fate(entry.id()).taken = true;
    }

    void refused(EntryId id) {
        fate(id).refused = true;
    }

    void waits(EntryId id) {
        Fate fate = fate(id);
        if (fate.waitsSince < 0) {
            fate.waitsSince = world.time().millis();
        }
    }

    /// @param alone nobody waits with it
    void turns(EntryId id, boolean alone) {
        Fate fate = fate(id);
        fate.turned = true;
        fate.turnAlone = alone;
        fate.waitsSince = -1;
        lastMove.put(fate.agent(), world.time().millis());
    }

    /// It did not get the lease after all.
    ///
    /// @param waits whether it is still in its line
    void turnFailed(EntryId id, boolean waits) {
        fate(id).turnAlone = null;
        if (waits) {
            waits(id);
        }
    }

    void leased(EntryId id) {
        fate(id).mayHaveReached++;
    }

    void begins(EntryId id) {
        fate(id).underWay = true;
    }

    /// @param clean whether certainly nothing of it reached the agent
    void over(EntryId id, boolean clean) {
        Fate fate = fate(id);
        fate.underWay = false;
        fate.turnAlone = null;
        lastMove.put(fate.agent(), world.time().millis());
        if (clean) {
            fate.mayHaveReached--;
        }
    }

    void reached(Lease lease) {
        Fate fate = fate(lease.id());
        fate.reached++;
        world.invariants().reached(fate);
    }

    void executed(String key) {
        executions.merge(key, 1, Integer::sum);
    }

    void agentAnswered(EntryId id) {
        fate(id).agentAnswered = true;
    }

    void answered(EntryId id) {
        Fate fate = fate(id);
        world.invariants().released(fate);
        fate.answered = true;
    }

    void timedOut(EntryId id) {
        fate(id).timedOut = true;
    }

    void cancelAsked(EntryId id) {
        fate(id).cancelAsked = true;
    }

    void removed(AgentId agent) {
        removed.add(agent);
    }

    void diskFailed() {
        diskFailedAt = world.time().millis();
    }

    void joined(HeldCaller caller) {
        joined.add(caller);
    }

    /// The server died, and with it all turns and deliveries.
    void crashed() {
        joined.clear();
        fates().forEach(fate -> {
            fate.underWay = false;
            fate.turnAlone = null;
            fate.waitsSince = -1;
        });
    }

    /// A server starts and finds what is open on its disk.
    void starts() {
        world.disk().all().filter(Entry::isOpen).map(Entry::id).toList().forEach(id -> {
            taken(world.disk().entry(id).orElseThrow());
            // A lease that was written and never used may have been, for all that a new server knows.
            fate(id).mayHaveReached =
                    world.disk().entry(id).orElseThrow().state().attempts();
            fate(id).turned |= fate(id).mayHaveReached > 0;
            waits(id);
        });
    }
}
