package dev.berth.hostd.instances;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.container.ContainerStats;
import dev.berth.hostd.assignment.Assignments;
import dev.berth.hostd.report.Outbox;
import dev.berth.kit.ReconcileLoop;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.HostReport.Observation;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Tells what processor time those ready instances use whose orders ask for it: one look at the engine's figures for
/// each of them every five seconds, two within the first.
final class CpuMeter implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Tools tools;
    private final Assignments assignments;
    private final Outbox outbox;
    private final ReconcileLoop loop = new ReconcileLoop("hostd-cpu", LOOK, this::pass);
    /// Of the loop's thread: the samples of each instance that is watched, oldest first.
    private final Map<InstanceId, Deque<ContainerStats>> samples = new HashMap<>();

    CpuMeter(Tools tools, Assignments assignments, Outbox outbox) {
        this.tools = tools;
        this.assignments = assignments;
        this.outbox = outbox;
    }

    void start() {
        loop.start();
    }

    private Duration pass() {
        Map<InstanceId, Running> watched = watched();
        samples.keySet().retainAll(watched.keySet());
        watched.forEach((instance, running) -> {
            Deque<ContainerStats> before = samples.computeIfAbsent(instance, _ -> new ArrayDeque<>());
            if (isDue(before)) {
                sample(instance, running, before);
            }
        });
        return LOOK;
    }

    private Map<InstanceId, Running> watched() {
        Map<InstanceId, Running> watched = new HashMap<>();
        for (AssignedAgent assigned : assignments.book().agents().values()) {
            for (InstanceOrder order : assigned.orders()) {
                if (order.measured() && order.goal() == Goal.RUN) {
                    ready(order.id()).ifPresent(running -> watched.put(order.id(), running));
                }
            }
        }
        return watched;
    }

    private Optional<Running> ready(InstanceId instance) {
        return tools.ledger()
                .of(instance)
                .map(Observation::state)
                .filter(state -> state instanceof Running running && running.readiness() == Readiness.READY)
                .map(Running.class::cast);
    }

    private boolean isDue(Deque<ContainerStats> before) {
        return before.size() < 2
                || !tools.clock()
                        .instant()
                        .isBefore(before.getLast().sampledAt().plus(PERIOD));
    }

    /// One that cannot be measured now is measured afresh the next time.
    private void sample(InstanceId instance, Running running, Deque<ContainerStats> before) {
        try {
            ContainerStats now = tools.engine().containers().stats(Tools.engineId(running.container()));
            while (!before.isEmpty()
                    && before.getFirst().sampledAt().plus(WINDOW).isBefore(now.sampledAt())) {
                before.removeFirst();
            }
            before.addLast(now);
            ContainerStats first = before.getFirst();
            if (now.sampledAt().isAfter(first.sampledAt())) {
                double cores = now.cpuPercentSince(first) / 100;
                outbox.put(new HostReport.CpuUse(instance, cores, tools.clock().instant()));
            }
        } catch (EngineFailure _) {
            before.clear();
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
