package dev.berth.hostd.report;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.hostd.files.AgentFile;
import dev.berth.hostd.files.AgentFile.Content;
import dev.berth.kit.ReconcileLoop;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.HostReport.Observation;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The newest known state of each agent's instances: of one, or of two while an update overlaps.
///
/// What is noted is written at once and told to the control plane when it is on the disk, so that nothing is told
/// that this daemon could forget. That an instance runs is told before that: a daemon that forgot it finds the
/// container running. Notes that come while others are being written are written together. Who acts on something that
/// must not be forgotten waits for [#sync] first; what was noted before is told by then.
public final class Ledger implements AutoCloseable {

    private static final Duration RESYNC = Duration.ofSeconds(10);
    private static final Duration LONGEST_SYNC = Duration.ofSeconds(10);

    private final AgentFile<Observation> file;
    private final Outbox outbox;
    private final InstantSource clock;
    /// Of each agent oldest first, never empty.
    private final Map<AgentId, List<Observation>> newest = new ConcurrentHashMap<>();
    private final Instant lastWritten;
    private final ReconcileLoop writer = new ReconcileLoop("hostd-ledger", RESYNC, this::writeNews);

    // Protects the counters and what is to be told.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition caughtUp = lock.newCondition();
    private final List<Observation> untold = new ArrayList<>();
    private long noted;
    private long written;

    public Ledger(AgentFile<Observation> file, Outbox outbox, InstantSource clock) {
        this.file = file;
        this.outbox = outbox;
        this.clock = clock;
        Content<Observation> kept = file.read();
        kept.values().forEach(this::put);
        this.lastWritten = kept.version() == 0 ? clock.instant() : Instant.ofEpochMilli(kept.version());
    }

    public Ledger start() {
        writer.start();
        return this;
    }

    /// When the daemon before this one wrote last; now when there was none.
    public Instant lastWritten() {
        return lastWritten;
    }

    /// What is known of the agent's instances, oldest first.
    public List<Observation> of(AgentId agent) {
        return newest.getOrDefault(agent, List.of());
    }

    public Optional<Observation> of(InstanceId instance) {
        return of(instance.agent()).stream()
                .filter(known -> known.instance().equals(instance))
                .findFirst();
    }

    public List<Observation> all() {
        return newest.values().stream().flatMap(List::stream).toList();
    }

    /// An instance's state became another one.
    ///
    /// @param step what was done or seen, for people
    public void note(InstanceId instance, InstanceState state, String step) {
        Observation observation = new Observation(instance, state, step, clock.instant());
        put(observation);
        if (state instanceof InstanceState.Running) {
            outbox.put(observation);
            noted(null);
        } else {
            noted(observation);
        }
    }

    private void put(Observation observation) {
        InstanceId instance = observation.instance();
        newest.compute(instance.agent(), (_, known) -> {
            Stream<Observation> others = known == null ? Stream.empty() : known.stream();
            return Stream.concat(others.filter(each -> !each.instance().equals(instance)), Stream.of(observation))
                    .sorted(Comparator.comparingLong(each -> each.instance().generation()))
                    .toList();
        });
    }

    /// Like [#note], and the instance is the only one from now on: nothing is known any more of earlier ones.
    public void noteAlone(InstanceId instance, InstanceState state, String step) {
        Observation observation = new Observation(instance, state, step, clock.instant());
        newest.put(instance.agent(), List.of(observation));
        noted(observation);
    }

    /// What is known of an agent's instances that it is not said to have. Not of the newest one: its generation has to
    /// stay known until there is a newer one.
    public List<Observation> unnamed(AssignedAgent assigned) {
        return without(of(assigned.agent()), named(assigned));
    }

    /// Nothing is left of the agent's [#unnamed] instances.
    public void forgetUnnamed(AssignedAgent assigned) {
        Set<InstanceId> named = named(assigned);
        newest.computeIfPresent(assigned.agent(), (_, known) -> {
            List<Observation> gone = without(known, named);
            return known.stream().filter(each -> !gone.contains(each)).toList();
        });
        noted(null);
    }

    private static Set<InstanceId> named(AssignedAgent assigned) {
        return assigned.orders().stream().map(InstanceOrder::id).collect(toUnmodifiableSet());
    }

    private static List<Observation> without(List<Observation> known, Set<InstanceId> named) {
        return known.stream()
                .limit(Math.max(0, known.size() - 1))
                .filter(each -> !named.contains(each.instance()))
                .toList();
    }

    /// Tells once more what is known, such as to a control plane that asked for an instance that is fenced.
    public void repeat(AgentId agent) {
        of(agent).forEach(outbox::put);
    }

    /// Nothing is left of the agent.
    public void forget(AgentId agent) {
        if (newest.remove(agent) != null) {
            noted(null);
        }
    }

    /// Waits until everything that was noted before is on the disk.
    ///
    /// @throws IllegalStateException when the disk does not take it
    public void sync() throws InterruptedException {
        lock.lock();
        try {
            long wanted = noted;
            long nanos = LONGEST_SYNC.toNanos();
            while (written < wanted) {
                if (nanos <= 0) {
                    throw new IllegalStateException("The states of instances cannot be written to the disk.");
                }
                nanos = caughtUp.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private Duration writeNews() {
        long upTo;
        List<Observation> news;
        lock.lock();
        try {
            upTo = noted;
            if (written == upTo) {
                return RESYNC;
            }
            news = List.copyOf(untold);
        } finally {
            lock.unlock();
        }
        file.write(new Content<>(clock.instant().toEpochMilli(), all()));
        news.forEach(outbox::put);
        lock.lock();
        try {
            written = upTo;
            untold.subList(0, news.size()).clear();
            caughtUp.signalAll();
        } finally {
            lock.unlock();
        }
        return RESYNC;
    }

    /// @param observation that is to be told once it is written; null when there is none
    private void noted(@Nullable Observation observation) {
        lock.lock();
        try {
            noted++;
            if (observation != null) {
                untold.add(observation);
            }
        } finally {
            lock.unlock();
        }
        writer.signal();
    }

    /// Ends the writing; what was noted before is on the disk.
    @Override
    public void close() {
        writer.close();
        writeNews();
    }
}
