package dev.berth.hostd.instances;

import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.EndReason.NotStarted;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.Reach;
import dev.berth.engine.container.ContainerState;
import dev.berth.engine.container.ContainerView;
import dev.berth.hostd.container.Reaches;
import dev.berth.hostd.container.StartFailures;
import dev.berth.hostd.ending.Ending;
import dev.berth.hostd.ending.Testimony;
import dev.berth.hostd.ending.Witness;
import dev.berth.kit.Lanes;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Sees whether a running instance still runs, and whether it is ready.
final class Vigil {

    private final Tools tools;
    private final Reaches reaches;
    private final Witness witness;
    private final LastLines lastLines;
    private final HealthWatch health;

    Vigil(Tools tools, Witness witness, HealthWatch health) {
        this.tools = tools;
        this.health = health;
        this.reaches = new Reaches(tools.surroundings());
        this.witness = witness;
        this.lastLines = new LastLines(tools.engine());
    }

    Duration watch(InstanceOrder order, Running running, Notes notes) throws InterruptedException {
        boolean waiting = running.readiness() == Readiness.STARTING && running.reach() instanceof Reach.At;
        if (waiting && notes.sinceLook().compareTo(HealthWatch.LOOK) < 0 && !heardOfItsEnd(running, notes)) {
            return health.look(order, running, notes);
        }
        Optional<ContainerView> seen = tools.engine().containers().inspect(Tools.engineId(running.container()));
        notes.lookedAt = System.nanoTime();
        if (seen.isEmpty()) {
            return ended(order, running, new EndReason.RemovedAtEngine(), "container removed at the engine");
        }
        ContainerView container = seen.get();
        return switch (container.state()) {
            case ContainerState.Running up -> whileUp(order, running, notes, container, up.startedAt());
            case ContainerState.Paused _ -> whilePaused(order, running, notes);
            case ContainerState.Exited exited -> afterExit(order, running, notes, exited);
            case ContainerState.Created _ ->
                ended(order, running, new EndReason.WentDown(), "container found not running");
            case ContainerState.Dead _ ->
                ended(order, running, new EndReason.RemovedAtEngine(), "container removed at the engine");
        };
    }

    private boolean heardOfItsEnd(Running running, Notes notes) {
        Instant exitedAt = witness.of(Tools.engineId(running.container())).exitedAt();
        return exitedAt != null && notes.startedAt != null && !exitedAt.isBefore(notes.startedAt);
    }

    private Duration whileUp(
            InstanceOrder order, Running running, Notes notes, ContainerView container, Instant startedAt)
            throws InterruptedException {
        boolean restarted = (notes.startedAt != null && !notes.startedAt.equals(startedAt))
                || !running.reach().equals(reaches.of(order, container));
        notes.startedAt = startedAt;
        notes.endNoticedAt = null;
        notes.probed = reaches.byAddress(order, container);
        if (restarted) {
            return goOnAfterRestart(order, running, notes, container);
        }
        return running.readiness() == Readiness.UNHEALTHY
                ? whileUnhealthy(order, running, notes)
                : health.look(order, running, notes);
    }

    /// Somebody restarted it at the engine, faster than its end was seen: it goes on, and becomes ready anew.
    private Duration goOnAfterRestart(InstanceOrder order, Running running, Notes notes, ContainerView container) {
        notes.probing = Probing.fresh();
        notes.checks.startAfresh();
        Running again = new Running(
                running.container(),
                reaches.of(order, container),
                Readiness.STARTING,
                tools.clock().instant());
        tools.ledger().note(order.id(), again, "container restarted at the engine");
        return AgentPass.AT_ONCE;
    }

    /// Where the restart policy has another instance follow, this one is ended as soon as it is known what is wrong;
    /// elsewhere it may recover.
    private Duration whileUnhealthy(InstanceOrder order, Running running, Notes notes) throws InterruptedException {
        Optional<String> trouble = notes.checks.trouble();
        if (!HealthWatch.isReplaced(order) || trouble.isEmpty()) {
            return health.look(order, running, notes);
        }
        // Who finds the container stopped and the note on the disk knows why, even after a crash between the two.
        tools.ledger().sync();
        tools.containers()
                .stop(
                        Tools.engineId(running.container()),
                        order.spec().stopping().grace());
        return ended(order, running, new EndReason.Unhealthy(trouble.get()), "container stopped: it was unhealthy");
    }

    private Duration whilePaused(InstanceOrder order, Running running, Notes notes) {
        notes.checks.dropQuestion();
        if (running.readiness() != Readiness.PAUSED) {
            tools.ledger().note(order.id(), running.becomes(Readiness.PAUSED), "container paused at the engine");
        }
        return Lanes.REST;
    }

    private Duration afterExit(InstanceOrder order, Running running, Notes notes, ContainerState.Exited exited) {
        if (running.readiness() == Readiness.UNHEALTHY && HealthWatch.isReplaced(order)) {
            String trouble = notes.checks.trouble().orElse("");
            return ended(order, running, new EndReason.Unhealthy(trouble), "container stopped: it was unhealthy");
        }
        Testimony heard = witness.of(Tools.engineId(running.container()));
        Ending ending = Ending.of(exited, heard, notes.sinceEndNoticed());
        if (ending instanceof Ending.ByAnEngineClient) {
            // Throws when the engine is on its way out.
            ending = Ending.of(exited, heard.knowing(tools.engine().startedAt()), notes.sinceEndNoticed());
        }
        return switch (ending) {
            case Ending.NotYetKnown notYet -> notYet.delay();
            case Ending.ByItself byItself -> exitedByItself(order, running, byItself);
            case Ending.WithItsEngine _ ->
                ended(order, running, new EndReason.WentDown(), "container went down with the engine");
            case Ending.ByAnEngineClient _ ->
                ended(order, running, new EndReason.StoppedAtEngine(), "container stopped at the engine");
        };
    }

    private Duration exitedByItself(InstanceOrder order, Running running, Ending.ByItself ending) {
        List<String> lines = lastLines.of(Tools.engineId(running.container()));
        Optional<NotStarted> neverRan = StartFailures.ofExec(ending.exitCode(), lines);
        if (neverRan.isPresent()) {
            Ended failed = new Ended(neverRan.get(), tools.clock().instant());
            tools.ledger().note(order.id(), failed, "container not started");
            return AgentPass.AT_ONCE;
        }
        return ended(order, running, ending.saying(lines), "container exited");
    }

    private Duration ended(InstanceOrder order, Running running, EndReason.Unasked reason, String step) {
        tools.ledger().note(order.id(), running.ended(reason, tools.clock().instant()), step);
        return AgentPass.AT_ONCE;
    }
}
