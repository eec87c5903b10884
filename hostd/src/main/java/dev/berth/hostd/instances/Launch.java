package dev.berth.hostd.instances;

import dev.berth.domain.instance.EndReason.NotStarted;
import dev.berth.domain.instance.InstanceState.Prepared;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.engine.Containers;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.EngineFailure.NetworkMissing;
import dev.berth.engine.EngineFailure.NoSuchContainer;
import dev.berth.engine.EngineFailure.WrongState;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerState;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerView;
import dev.berth.hostd.container.MountedFolders;
import dev.berth.hostd.container.Reaches;
import dev.berth.hostd.container.StartFailures;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Lets a prepared container run. Only so many start at once: an engine is slower at many together.
final class Launch {

    private final Tools tools;
    private final Reaches reaches;
    private final Semaphore turns;

    Launch(Tools tools, int parallelStarts) {
        this.tools = tools;
        this.reaches = new Reaches(tools.surroundings());
        this.turns = new Semaphore(parallelStarts, true);
    }

    /// @param preparedAt when the container was seen not to run for this instance yet
    Duration start(InstanceOrder order, Prepared prepared, Instant preparedAt, Notes notes)
            throws InterruptedException {
        ContainerId id = Tools.engineId(prepared.container());
        tools.ledger().sync();
        Optional<NotStarted> moved = MountedFolders.moved(order);
        if (moved.isPresent()) {
            return failed(order, prepared, moved.get());
        }
        try {
            Optional<ContainerView> thawed = thawed(notes);
            if (thawed.isPresent()) {
                return started(order, prepared, thawed.get(), notes);
            }
            if (notes.prepared || !hasRunSince(id, preparedAt)) {
                startInTurn(id);
            }
        } catch (EngineUnreachable e) {
            throw e;
        } catch (NoSuchContainer _) {
            return failed(order, prepared, StartFailures.vanished());
        } catch (EngineFailure e) {
            return failed(order, prepared, StartFailures.of(e, order).orElseThrow(() -> e));
        }
        Optional<ContainerView> seen = tools.engine().containers().inspect(id);
        return seen.isEmpty()
                ? failed(order, prepared, StartFailures.vanished())
                : started(order, prepared, seen.get(), notes);
    }

    private Duration started(InstanceOrder order, Prepared prepared, ContainerView seen, Notes notes) {
        notes.startedAt = startedAt(seen);
        if (seen.state().phase() == Phase.RUNNING) {
            notes.lookedAt = System.nanoTime();
            notes.probed = reaches.byAddress(order, seen);
        }
        Running running =
                prepared.started(reaches.of(order, seen), tools.clock().instant());
        boolean ready = notes.frozen != null && HealthWatch.isOpen(order, notes);
        tools.ledger()
                .note(
                        order.id(),
                        ready ? running.becomes(Readiness.READY) : running,
                        ready ? "ready" : "container started");
        return AgentPass.AT_ONCE;
    }

    /// A container that was found frozen needs no start, and is where it was. Empty when it is frozen no longer.
    private Optional<ContainerView> thawed(Notes notes) {
        ContainerView frozen = notes.frozen;
        if (frozen == null || !(frozen.state() instanceof ContainerState.Paused(var startedAt))) {
            return Optional.empty();
        }
        try {
            tools.engine().containers().unpause(frozen.id());
            return Optional.of(frozen.in(new ContainerState.Running(startedAt)));
        } catch (WrongState _) {
            notes.frozen = null;
            return Optional.empty();
        }
    }

    /// Whether a daemon that died since has started it: an instance runs once, even if it ended meanwhile.
    private boolean hasRunSince(ContainerId id, Instant preparedAt) {
        return tools.engine()
                .containers()
                .inspect(id)
                .filter(seen -> seen.state() instanceof ContainerState.Exited exited
                        && exited.startedAt().isAfter(preparedAt))
                .isPresent();
    }

    private void startInTurn(ContainerId id) throws InterruptedException {
        turns.acquire();
        try {
            Containers containers = tools.engine().containers();
            try {
                containers.start(id);
            } catch (WrongState e) {
                if (e.phase() != Phase.PAUSED) {
                    throw e;
                }
                containers.unpause(id);
            } catch (NetworkMissing _) {
                tools.network().ensure();
                containers.start(id);
            }
        } finally {
            turns.release();
        }
    }

    private Duration failed(InstanceOrder order, Prepared prepared, NotStarted reason) {
        tools.ledger().note(order.id(), prepared.failed(reason, tools.clock().instant()), "container not started");
        return AgentPass.AT_ONCE;
    }

    /// When its processes were started; [Instant#EPOCH] when they have ended already.
    static Instant startedAt(ContainerView container) {
        return switch (container.state()) {
            case ContainerState.Running running -> running.startedAt();
            case ContainerState.Paused paused -> paused.startedAt();
            case ContainerState.Exited exited -> exited.startedAt();
            case ContainerState.Created _, ContainerState.Dead _ -> Instant.EPOCH;
        };
    }
}
