package dev.berth.domain.lifecycle;

import static dev.berth.domain.lifecycle.SampleRuns.CONTAINER;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.EndReason.NotStarted.Cause;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Placed;
import dev.berth.domain.instance.InstanceState.Prepared;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.InstanceStep;
import dev.berth.domain.instance.Reach;
import dev.berth.domain.lifecycle.SimulatedControlPlane.Order;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A host with one agent's container, in memory. It obeys [InstanceStep], one step at a time; between the engine's
/// deed and the record of it its daemon may crash, and then it finds the deed done at its next step.
final class SimulatedHost {

    enum Container {
        NONE,
        MADE,
        RUNS,
        FROZEN,
        EXITED
    }

    private final RandomGenerator random;
    private final Map<InstanceId, InstanceState> instances = new LinkedHashMap<>();
    private Container container = Container.NONE;
    private EndReason.Unasked lastEnd = new EndReason.WentDown();
    private Optional<Order> order = Optional.empty();
    private Optional<InstanceId> newest = Optional.empty();
    private boolean up = true;
    private boolean faulty = true;
    private boolean startedAtEngine;

    SimulatedHost(RandomGenerator random) {
        this.random = random;
    }

    void assign(Optional<Order> told) {
        order = told;
    }

    /// One step of its daemon.
    void step(Instant now) {
        if (!up) {
            return;
        }
        if (order.isEmpty() || order.get() instanceof Order.Discard) {
            container = Container.NONE;
            return;
        }
        if (order.get() instanceof Order.Bring bring) {
            takeUp(bring.instance());
            newest.ifPresent(id -> put(id, look(state(id), now)));
            if (newest.equals(Optional.of(bring.instance()))) {
                act(bring, now);
            }
        }
    }

    private void takeUp(InstanceId id) {
        if (newest.isEmpty() || id.fences(newest.get())) {
            newest = Optional.of(id);
            instances.put(id, new Placed("about to prepare it"));
            startedAtEngine = false;
        }
    }

    /// What the engine shows of it.
    private InstanceState look(InstanceState known, Instant now) {
        if (!(known instanceof Running running)) {
            return known;
        }
        return switch (container) {
            case NONE -> running.ended(new EndReason.RemovedAtEngine(), now);
            case MADE, EXITED -> running.ended(lastEnd, now);
            case FROZEN -> running.becomes(Readiness.PAUSED);
            case RUNS -> checked(running, now);
        };
    }

    /// What its health check finds; one that stays unhealthy is stopped.
    private InstanceState checked(Running running, Instant now) {
        if (!faulty) {
            return running.becomes(Readiness.READY);
        }
        return switch (running.readiness()) {
            case STARTING, PAUSED -> running.becomes(random.nextBoolean() ? Readiness.READY : Readiness.STARTING);
            case READY -> random.nextInt(6) == 0 ? running.becomes(Readiness.UNHEALTHY) : running;
            case UNHEALTHY -> {
                if (random.nextBoolean()) {
                    yield running.becomes(Readiness.READY);
                }
                container = Container.EXITED;
                lastEnd = new EndReason.Unhealthy("GET /health answered 503.");
                yield fault() ? running : running.ended(lastEnd, now);
            }
        };
    }

    private void act(Order.Bring bring, Instant now) {
        InstanceId id = bring.instance();
        switch (InstanceStep.next(bring.goal(), bring.depth(), state(id))) {
            case InstanceStep.Prepare prepare -> {
                if (fault()) {
                    put(id, prepare.placed().failed(SampleRuns.notStarted(Cause.REFUSED), now));
                } else {
                    container = container == Container.NONE ? Container.MADE : container;
                    recorded(id, prepare.placed().prepared(CONTAINER));
                }
            }
            case InstanceStep.Start start -> start(id, start.prepared(), now);
            case InstanceStep.Hibernate hibernate -> {
                container = hibernate.depth() == Hibernation.FREEZE ? Container.FROZEN : Container.EXITED;
                lastEnd = SampleRuns.exited(143);
                recorded(id, hibernate.running().hibernated(hibernate.depth(), now));
            }
            case InstanceStep.Stop stop -> {
                container = Container.EXITED;
                lastEnd = SampleRuns.exited(143);
                recorded(id, stop.running().stopped(now));
            }
            case InstanceStep.Abandon abandon -> abandon(bring, abandon.unstarted(), now);
            case InstanceStep.Watch _ -> {}
            case InstanceStep.Rest _ -> thaw(bring);
        }
    }

    private void start(InstanceId id, Prepared prepared, Instant now) {
        if (container == Container.NONE || fault()) {
            Cause cause = fault() ? Cause.CHOSEN_PORT_TAKEN : Cause.REFUSED;
            put(id, prepared.failed(SampleRuns.notStarted(cause), now));
            return;
        }
        container = Container.RUNS;
        recorded(id, prepared.started(new Reach.At("10.0.0.2", 8000), now));
    }

    private void abandon(Order.Bring bring, InstanceState.Unstarted unstarted, Instant now) {
        boolean freezes = bring.goal() == Goal.HIBERNATE && bring.depth() == Hibernation.FREEZE;
        if (container == Container.RUNS || container == Container.FROZEN) {
            container = freezes ? Container.FROZEN : Container.EXITED;
        }
        recorded(bring.instance(), unstarted.abandoned(container == Container.FROZEN, now));
    }

    /// A frozen container whose agent shall be stopped keeps no memory.
    private void thaw(Order.Bring bring) {
        if (bring.goal() == Goal.STOP && container == Container.FROZEN) {
            container = Container.EXITED;
        }
    }

    private boolean fault() {
        return faulty && random.nextInt(12) == 0;
    }

    /// Its daemon may crash before it writes down what it did.
    private void recorded(InstanceId id, InstanceState state) {
        if (!faulty || random.nextInt(4) != 0) {
            put(id, state);
        }
    }

    private void put(InstanceId id, InstanceState state) {
        instances.put(id, state);
    }

    InstanceState state(InstanceId id) {
        return Optional.ofNullable(instances.get(id)).orElseThrow();
    }

    /// The program ends by itself.
    void programEnds(int code, boolean outOfMemory) {
        if (container == Container.RUNS) {
            container = Container.EXITED;
            lastEnd = new EndReason.Exited(code, outOfMemory, List.of());
        }
    }

    void operatorStops() {
        if (container == Container.RUNS || container == Container.FROZEN) {
            container = Container.EXITED;
            lastEnd = new EndReason.StoppedAtEngine();
        }
    }

    void operatorPauses() {
        container = container == Container.RUNS ? Container.FROZEN : container;
    }

    void operatorRemoves() {
        container = Container.NONE;
        startedAtEngine = false;
    }

    /// Starts or thaws it; the daemon notices when its instance was over.
    void operatorStarts() {
        if (container == Container.EXITED || container == Container.FROZEN) {
            container = Container.RUNS;
            startedAtEngine = newest.map(id -> !state(id).live()).orElse(false);
        }
    }

    void goesDown() {
        up = false;
        startedAtEngine = false;
        if (container == Container.RUNS || container == Container.FROZEN) {
            container = Container.EXITED;
            lastEnd = new EndReason.WentDown();
        }
    }

    void comesUp() {
        up = true;
    }

    void behavesFromNowOn() {
        comesUp();
        faulty = false;
    }

    boolean up() {
        return up;
    }

    Container container() {
        return container;
    }

    Optional<InstanceId> newest() {
        return newest;
    }

    /// Everything that it ever ran, in order.
    Map<InstanceId, InstanceState> instances() {
        return new LinkedHashMap<>(instances);
    }

    Optional<InstanceId> startedAtEngine() {
        return startedAtEngine ? newest : Optional.empty();
    }

    void startedAtEngineReported() {
        startedAtEngine = false;
    }
}
