package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import dev.berth.protocol.link.ControlPlaneLink;
import dev.berth.protocol.link.Host;
import dev.berth.protocol.link.HostHello;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.HostReport.Observation;
import dev.berth.protocol.link.InstanceOrder;
import dev.berth.protocol.link.LinkBroken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A control plane that a test steers: it assigns what the test says and remembers what it is told.
///
/// As the real one it tells everything on each connect, keeps only what is new, and never goes back.
final class FakeControlPlane implements ControlPlaneLink {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    // Protects everything below.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<AgentId, AssignedAgent> assigned = new LinkedHashMap<>();
    private final Map<InstanceId, Observation> newest = new HashMap<>();
    private final List<HostReport> reports = new ArrayList<>();
    private final List<HostHello> hellos = new ArrayList<>();
    private Optional<Host> host = Optional.empty();
    private long version;
    private long session;
    private boolean cut;

    @Override
    public Session connect(HostHello hello, Host connected) {
        return locked(() -> {
            requireLink();
            hellos.add(hello);
            hello.instances().forEach(this::take);
            host = Optional.of(connected);
            session++;
            version++;
            connected.assign(new Assignment.Complete(version, List.copyOf(assigned.values())));
            return new FakeSession(session);
        });
    }

    /// A line of its own to this control plane, for a daemon that dies: a dead one connects never again.
    final class Line implements ControlPlaneLink {

        private final AtomicBoolean broken = new AtomicBoolean();

        @Override
        public Session connect(HostHello hello, Host connected) {
            if (broken.get()) {
                throw new LinkBroken("this daemon is dead");
            }
            return FakeControlPlane.this.connect(hello, connected);
        }

        void breakDown() {
            broken.set(true);
            cutLink();
            healLink();
        }
    }

    private final class FakeSession implements Session {

        private final long number;

        FakeSession(long number) {
            this.number = number;
        }

        @Override
        public void report(HostReport report) {
            locked(() -> {
                requireLink();
                if (number != session) {
                    throw new LinkBroken("a newer session was opened");
                }
                reports.add(report);
                if (report instanceof Observation observation) {
                    take(observation);
                }
                return true;
            });
        }

        @Override
        public void close() {}
    }

    private void requireLink() {
        if (cut) {
            throw new LinkBroken("the link is cut");
        }
    }

    private void take(Observation observation) {
        newest.merge(
                observation.instance(),
                observation,
                (before, now) -> before.state() instanceof InstanceState.Ended ? before : now);
    }

    /// Wants this of the agent from now on.
    void assign(InstanceOrder order) {
        assign(new AssignedAgent.Instance(order));
    }

    void assign(AssignedAgent agent) {
        locked(() -> {
            assigned.put(agent.agent(), agent);
            version++;
            host.ifPresent(it -> it.assign(new Assignment.Change(version, List.of(agent), List.of())));
            return true;
        });
    }

    /// Records the discard of an agent, which is told to the host.
    void forget(AgentId agent) {
        locked(() -> {
            assigned.remove(agent);
            version++;
            host.ifPresent(it -> it.assign(new Assignment.Change(version, List.of(), List.of(agent))));
            return true;
        });
    }

    /// Knows nothing of an agent any more, without having told anybody.
    void lose(AgentId agent) {
        locked(() -> assigned.remove(agent));
    }

    /// Tells something over the newest link as it is.
    void say(Assignment assignment) {
        locked(() -> {
            host.ifPresent(it -> it.assign(assignment));
            return true;
        });
    }

    /// Ends the session that is open, and lets none be opened.
    void cutLink() {
        locked(() -> {
            session++;
            host = Optional.empty();
            cut = true;
            return true;
        });
    }

    void healLink() {
        locked(() -> cut = false);
    }

    List<HostReport> reports() {
        return locked(() -> List.copyOf(reports));
    }

    List<HostHello> hellos() {
        return locked(() -> List.copyOf(hellos));
    }

    Optional<InstanceState> state(InstanceId instance) {
        return locked(() -> Optional.ofNullable(newest.get(instance)).map(Observation::state));
    }

    List<String> steps(InstanceId instance) {
        return reports().stream()
                .flatMap(report -> report instanceof Observation observation
                                && observation.instance().equals(instance)
                        ? Stream.of(observation.step())
                        : Stream.empty())
                .toList();
    }

    InstanceState.Running awaitReady(InstanceOrder order) {
        return (InstanceState.Running) awaitState(
                order.id(),
                state -> state instanceof InstanceState.Running running
                        && running.readiness() == InstanceState.Readiness.READY);
    }

    InstanceState.Ended awaitEnd(InstanceOrder order) {
        return (InstanceState.Ended) awaitState(order.id(), state -> state instanceof InstanceState.Ended);
    }

    InstanceState awaitState(InstanceId instance, Predicate<InstanceState> wanted) {
        await(
                () -> newest.containsKey(instance)
                        && wanted.test(newest.get(instance).state()),
                "a state of " + instance);
        return state(instance).orElseThrow();
    }

    <T extends HostReport> T awaitReport(Class<T> type, Predicate<T> wanted) {
        Predicate<HostReport> fits = report -> type.isInstance(report) && wanted.test(type.cast(report));
        await(() -> reports.stream().anyMatch(fits), "a report " + type.getSimpleName());
        return type.cast(reports().stream().filter(fits).findFirst().orElseThrow());
    }

    void awaitConnects(int count) {
        await(() -> hellos.size() >= count, count + " connects");
    }

    private void await(BooleanSupplier condition, String what) {
        lock.lock();
        try {
            long nanos = PATIENCE.toNanos();
            while (!condition.getAsBoolean()) {
                assertThat(nanos)
                        .as("waiting for %s; newest %s, last reports %s", what, newest.values(), lastReports())
                        .isPositive();
                nanos = changed.awaitNanos(Math.min(nanos, TimeUnit.SECONDS.toNanos(1)))
                        + Math.max(0, nanos - TimeUnit.SECONDS.toNanos(1));
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for " + what, e);
        } finally {
            lock.unlock();
        }
    }

    private List<HostReport> lastReports() {
        return reports.subList(Math.max(0, reports.size() - 10), reports.size());
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            T result = work.get();
            changed.signalAll();
            return result;
        } finally {
            lock.unlock();
        }
    }
}
