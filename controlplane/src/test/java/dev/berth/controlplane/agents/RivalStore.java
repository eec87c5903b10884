package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.lifecycle.Run;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A store in which somebody else is faster: before each of the next so many writes, a rival writes.
public final class RivalStore implements AgentStore {

    private final AgentStore store;
    private final AtomicInteger rivals = new AtomicInteger();
    private final AtomicInteger portRivals = new AtomicInteger();
    private final AtomicInteger born = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private volatile Runnable whileReading = () -> {};
    private volatile Runnable whileWriting = () -> {};

    public RivalStore(AgentStore store) {
        this.store = store;
    }

    public void rivals(int count) {
        rivals.set(count);
    }

    public void portRivals(int count) {
        portRivals.set(count);
    }

    /// Happens once, after all agents were read and before the reader has them.
    public void whileReadingAll(Runnable meanwhile) {
        whileReading = meanwhile;
    }

    /// Happens once, after the next change was decided on and before it is written.
    public void whileWriting(Runnable meanwhile) {
        whileWriting = meanwhile;
    }

    public int writes() {
        return writes.get();
    }

    @Override
    public Written write(AgentChange change) {
        writes.incrementAndGet();
        Runnable meanwhile = whileWriting;
        whileWriting = () -> {};
        meanwhile.run();
        if (change.hostPorts().isPresent()) {
            takePorts(change);
        }
        if (rivals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            store.find(change.agent().id())
                    .map(seen -> AgentChange.of(seen).note("rival", "Somebody was faster.", 0, SampleAgents.NOON))
                    .ifPresent(store::write);
        }
        return store.write(change);
    }

    @Override
    public List<AgentRecord> all() {
        List<AgentRecord> read = store.all();
        Runnable meanwhile = whileReading;
        whileReading = () -> {};
        meanwhile.run();
        return read;
    }

    @Override
    public Optional<AgentRecord> find(AgentId agent) {
        return store.find(agent);
    }

    @Override
    public Written add(AgentChange change) {
        takePorts(change);
        return store.add(change);
    }

    /// A rival deploys with the very ports that were free a moment ago.
    private void takePorts(AgentChange change) {
        if (portRivals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            int rival = born.incrementAndGet();
            AgentChange first = SampleAgents.adding(SampleAgents.agent(rival, "rival-" + rival), SampleAgents.spec());
            store.add(first.hostPorts(change.hostPorts().orElseThrow()));
        }
    }

    @Override
    public void remove(AgentId agent) {
        store.remove(agent);
    }

    @Override
    public List<RevisionEntry> revisions(AgentId agent) {
        return store.revisions(agent);
    }

    @Override
    public List<Run> runs(AgentId agent, int limit) {
        return store.runs(agent, limit);
    }

    @Override
    public List<HostPort> reservedPorts(String host) {
        return store.reservedPorts(host);
    }

    @Override
    public List<AgentEvent> events(AgentId agent, long after, int limit) {
        return store.events(agent, after, limit);
    }
}
