package dev.berth.gateway.simulation;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.InstanceStep;
import dev.berth.domain.instance.Reach;
import dev.berth.domain.lifecycle.Run;
import dev.berth.gateway.simulation.Timeline.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The host and its engine: carries out what the control plane assigned, a step at a time, and reports. A crash of the
/// server does not touch it; its reports are lost then, and come again afterwards.
final class Machine {

    private static final Reach REACH = new Reach.At("10.0.0.1", 8080);

    private final World world;
    private final Scope forever = new Scope();
    private final Map<AgentId, Seat> seats = new LinkedHashMap<>();

    /// One agent's place on the host.
    private static final class Seat {

        private final Set<String> done = new LinkedHashSet<>();
        private Run run;
        private InstanceState state;
        private @Nullable Box box;

        Seat(Run run) {
            this.run = run;
            this.state = run.state();
        }
    }

    Machine(World world) {
        this.world = world;
    }

    /// Something is wanted of an agent's instance; what that is, is seen when the word arrives.
    void assign(AgentId agent) {
        world.time()
                .after(
                        world.chance().between(1, 20),
                        forever,
                        () -> world.plane().latest(agent).ifPresent(this::assigned));
    }

    private void assigned(Run run) {
        Seat seat = seats.computeIfAbsent(run.id().agent(), _ -> new Seat(run));
        if (!seat.run.id().equals(run.id())) {
            seat.state = run.state();
        }
        seat.run = run;
        step(seat);
    }

    void discard(AgentId agent) {
        Seat seat = seats.remove(agent);
        if (seat != null && seat.box != null) {
            seat.box.die();
        }
    }

    /// What takes connections for this instance.
    Optional<Box> listening(InstanceId instance) {
        return Optional.ofNullable(seats.get(instance.agent()))
                .flatMap(seat -> Optional.ofNullable(seat.box))
                .filter(box -> box.accepts(instance));
    }

    /// Every container that exists, frozen ones too.
    List<Box> boxes() {
        List<Box> boxes = new ArrayList<>();
        seats.values().forEach(seat -> Optional.ofNullable(seat.box).ifPresent(boxes::add));
        return boxes;
    }

    void reportAll() {
        seats.values().forEach(this::report);
    }

    private void report(Seat seat) {
        world.time().after(world.chance().between(1, 10), forever, () -> world.reported(seat.run.id(), seat.state));
    }

    private void step(Seat seat) {
        InstanceStep next = InstanceStep.next(seat.run.goal(), seat.run.depth(), seat.state);
        switch (next) {
            case InstanceStep.Prepare(InstanceState.Placed placed) ->
                later(seat, 50, () -> becomes(seat, placed.prepared(new ContainerId("c".repeat(64)))));
            case InstanceStep.Start(InstanceState.Prepared prepared) -> later(seat, 2000, () -> start(seat, prepared));
            case InstanceStep.Hibernate(Running running, Hibernation depth) ->
                later(seat, 100, () -> sleep(seat, running, depth));
            case InstanceStep.Stop(Running running) -> later(seat, 1000, () -> stop(seat, running));
            case InstanceStep.Abandon(InstanceState.Unstarted unstarted) ->
                seat.state = unstarted.abandoned(staysFrozen(seat), world.time().clock());
            case InstanceStep.Watch _, InstanceStep.Rest _ -> {
                // Nothing is to be done.
            }
        }
        if (!seat.state.live()) {
            leave(seat);
            report(seat);
        }
    }

    /// What sleeps frozen may be stopped after all.
    private static void leave(Seat seat) {
        Box box = seat.box;
        if (box != null && box.isFrozen() && !staysFrozen(seat) && seat.run.goal() != Goal.RUN) {
            box.die();
            seat.box = null;
        }
    }

    private static boolean staysFrozen(Seat seat) {
        Run run = seat.run;
        return seat.box != null
                && seat.box.isFrozen()
                && run.goal() == Goal.HIBERNATE
                && run.depth() == Hibernation.FREEZE;
    }

    /// A step takes its time; when something else has happened meanwhile, it is looked at anew.
    private void later(Seat seat, long most, Runnable what) {
        InstanceState before = seat.state;
        Run meant = seat.run;
        world.time().after(world.chance().between(1, most), forever, () -> {
            if (seat.state.equals(before) && seat.run.equals(meant)) {
                what.run();
            }
        });
    }

    private void becomes(Seat seat, InstanceState state) {
        world.trace().add("host: ", name(seat), state);
        seat.state = state;
        report(seat);
        step(seat);
    }

    private void start(Seat seat, InstanceState.Prepared prepared) {
        Box before = seat.box;
        if (before != null && before.isFrozen()) {
            before.thaw(seat.run.id());
            runs(seat, before, prepared);
            return;
        }
        Box box = new Box(world, world.plan(seat.run.id().agent()), seat.done, seat.run.id());
        seat.box = box;
        runs(seat, box, prepared);
        if (world.happens(world.faults().startFails())) {
            world.time().after(world.chance().between(1, 3000), box.processes(), () -> kill(box));
        }
    }

    private void runs(Seat seat, Box box, InstanceState.Prepared prepared) {
        Running running = prepared.started(REACH, world.time().clock());
        becomes(seat, running);
        world.time().after(world.chance().between(1, 1500), box.processes(), () -> {
            if (seat.state.equals(running)) {
                box.listen();
                becomes(seat, running.becomes(Readiness.READY));
            }
        });
    }

    private void sleep(Seat seat, Running running, Hibernation depth) {
        Box box = seat.box;
        if (box != null) {
            switch (depth) {
                case FREEZE -> box.freeze();
                case STOP -> {
                    box.die();
                    seat.box = null;
                }
            }
        }
        becomes(seat, running.hibernated(depth, world.time().clock()));
    }

    private void stop(Seat seat, Running running) {
        if (seat.box != null) {
            seat.box.die();
            seat.box = null;
        }
        becomes(seat, running.stopped(world.time().clock()));
    }

    /// The container's processes end by themselves.
    void kill(Box box) {
        Seat seat = seats.get(box.instance().agent());
        box.die();
        if (seat != null && seat.box == box) {
            seat.box = null;
            if (seat.state instanceof Running running) {
                becomes(
                        seat,
                        running.ended(
                                new EndReason.Exited(137, false, List.of()),
                                world.time().clock()));
            }
        }
    }

    private static String name(Seat seat) {
        return World.name(seat.run.id().agent()) + "/" + seat.run.id().generation();
    }
}
