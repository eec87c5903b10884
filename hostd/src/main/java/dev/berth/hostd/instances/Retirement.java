package dev.berth.hostd.instances;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.InstanceState.Unstarted;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.hostd.container.Share;
import dev.berth.hostd.report.Outbox;
import dev.berth.kit.Lanes;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Ends instances that are not wanted to run, and keeps an eye on what is left of them.
///
/// What it has ended itself needs no look right after.
final class Retirement {

    private final Tools tools;
    private final Outbox outbox;

    Retirement(Tools tools, Outbox outbox) {
        this.tools = tools;
        this.outbox = outbox;
    }

    Duration stop(InstanceOrder order, Running running) {
        tools.containers().stop(Tools.engineId(running.container()), grace(order));
        tools.ledger().note(order.id(), running.stopped(now()), "container stopped");
        return Lanes.REST;
    }

    /// @throws dev.berth.engine.EngineFailure when it has ended by itself just now
    Duration hibernate(InstanceOrder order, Running running, Hibernation depth) {
        ContainerId container = Tools.engineId(running.container());
        switch (depth) {
            case FREEZE -> {
                tools.engine().containers().pause(container);
                tools.ledger().note(order.id(), running.hibernated(depth, now()), "container frozen");
            }
            case STOP -> {
                tools.containers().stop(container, grace(order));
                tools.ledger().note(order.id(), running.hibernated(depth, now()), "container stopped to sleep");
            }
        }
        return Lanes.REST;
    }

    /// Ends an instance that never ran. What an earlier one left running, or a start whose answer was lost, ends
    /// too; when the agent shall be frozen, it is frozen with the memory that it has.
    Duration abandon(InstanceOrder order, Share share, Unstarted unstarted) {
        List<ContainerSummary> containers = tools.containers().list(order.id().agent(), share);
        boolean frozen = false;
        if (order.thaws()) {
            tools.containers().stopAll(containers, grace(order));
        } else {
            frozen = tools.containers().freezeAll(containers);
        }
        tools.note(order.id(), share, unstarted.abandoned(frozen, now()), frozen ? "container frozen" : "not started");
        return AgentPass.AT_ONCE;
    }

    /// An ended instance stays ended: its container may have been started by somebody else, which is told for as
    /// long as it is so, or still be frozen although the agent shall stop or sleep without its memory.
    Duration rest(InstanceOrder order, Share share, Ended ended) {
        List<ContainerSummary> containers = tools.containers().list(order.id().agent(), share);
        if (share.isNewer() && order.goal() == Goal.STOP) {
            // It was to take the place of one that serves on: nobody will use its container again.
            containers.forEach(container -> tools.containers().remove(container.id()));
            return Lanes.REST;
        }
        boolean started = containers.stream().anyMatch(container -> container.phase() == Phase.RUNNING);
        if (started) {
            outbox.put(new HostReport.StartedAtEngine(order.id(), now()));
        }
        if (order.thaws()) {
            for (ContainerSummary container : containers) {
                if (container.phase() == Phase.PAUSED) {
                    tools.containers().stop(container.id(), grace(order));
                    tools.ledger().note(order.id(), ended, "container stopped");
                }
            }
        }
        return Lanes.REST;
    }

    private static Duration grace(InstanceOrder order) {
        return order.spec().stopping().grace();
    }

    private Instant now() {
        return tools.clock().instant();
    }
}
