package dev.berth.gateway.simulation;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Placed;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.lifecycle.AgentPlanner;
import dev.berth.domain.lifecycle.AgentStep;
import dev.berth.domain.lifecycle.Run;
import dev.berth.domain.lifecycle.Standing;
import dev.berth.gateway.line.Destination;
import dev.berth.gateway.line.Destination.At;
import dev.berth.gateway.line.Destinations;
import dev.berth.gateway.simulation.Scenario.AgentPlan;
import dev.berth.gateway.simulation.Timeline.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The control plane: what is wanted of each agent and what is known of its instances is on its disk; what it is about
/// to do is not, and begins anew after a crash.
final class Plane implements Destinations {

    private static final long WAKE_AGAIN = 500;

    private final World world;
    private final Map<AgentId, Known> records = new LinkedHashMap<>();
    private final Set<AgentId> wakes = new LinkedHashSet<>();

    private static final class Known {

        private final AgentPlan plan;
        private Wish wish;
        private @Nullable Run latest;
        private At at = new At.Halted();

        Known(AgentPlan plan, Wish wish) {
            this.plan = plan;
            this.wish = wish;
        }

        Optional<Run> run() {
            return Optional.ofNullable(latest);
        }

        long generation() {
            return run().map(run -> run.id().generation()).orElse(0L);
        }
    }

    Plane(World world) {
        this.world = world;
    }

    void deploy(AgentPlan plan) {
        Instant now = now();
        Wish wish = plan.onDemand() ? Wish.onDemand(now) : Wish.none(now).run("It was deployed.", now);
        records.put(plan.id(), new Known(plan, wish));
        changed(plan.id());
    }

    private Instant now() {
        return world.time().clock();
    }

    private Scope life() {
        return world.life().scope();
    }

    List<AgentId> agents() {
        return List.copyOf(records.keySet());
    }

    Optional<Run> latest(AgentId agent) {
        return Optional.ofNullable(records.get(agent)).flatMap(Known::run);
    }

    At at(AgentId agent) {
        Known record = records.get(agent);
        return record == null ? new At.Halted() : record.at;
    }

    Optional<Wish> wish(AgentId agent) {
        return Optional.ofNullable(records.get(agent)).map(record -> record.wish);
    }

    @Override
    public Optional<Destination> find(AgentId agent) {
        CallPolicy told = world.sabotage() == Sabotage.IGNORES_THE_TERMS ? CallPolicy.DEFAULT : null;
        return Optional.ofNullable(records.get(agent))
                .map(record -> new Destination(told == null ? record.plan.policy() : told, record.at));
    }

    /// After the server's start.
    void begin() {
        wakes.clear();
        agents().forEach(this::changed);
    }

    @Override
    public void wanted(AgentId agent) {
        world.invariants().wanted(agent);
        Known record = records.get(agent);
        if (record != null && record.wish.endsWithACall() && wakes.add(agent)) {
            world.time().after(world.chance().between(1, 20), life(), () -> wake(agent));
        }
    }

    private void wake(AgentId agent) {
        if (world.happens(world.faults().wakeFails())) {
            world.time().after(WAKE_AGAIN, life(), () -> wake(agent));
            return;
        }
        wakes.remove(agent);
        Known record = records.get(agent);
        if (record != null && record.wish.endsWithACall()) {
            world.invariants().woken(agent, record.wish);
            wish(agent, record.wish.run("A call woke it.", now()));
        }
    }

    /// A person, the idle policy, or a wake wants something else.
    private void wish(AgentId agent, Wish wish) {
        Known record = records.get(agent);
        if (record != null && !record.wish.removal().wanted()) {
            world.trace().add("wish:", World.name(agent), wish.goal(), wish.depth(), wish.cause(), wish.reason());
            record.wish = wish;
            changed(agent);
        }
    }

    void stop(AgentId agent) {
        wish(agent).ifPresent(wish -> wish(agent, wish.stop(Wish.Cause.PERSON, "A person stopped it.", now())));
    }

    void pause(AgentId agent) {
        wish(agent)
                .ifPresent(wish -> wish(
                        agent, wish.hibernate(Hibernation.FREEZE, Wish.Cause.PERSON, "A person paused it.", now())));
    }

    void hibernate(AgentId agent, Hibernation depth, String why) {
        wish(agent).ifPresent(wish -> wish(agent, wish.hibernate(depth, Wish.Cause.SLEEP, why, now())));
    }

    /// Starts what is stopped or failed, and restarts what runs.
    void start(AgentId agent, boolean restart) {
        Known record = records.get(agent);
        if (record == null) {
            return;
        }
        boolean failed = record.run().flatMap(Run::end).isPresent();
        wish(
                agent,
                restart || failed
                        ? record.wish.runAfter(record.generation(), "A person started it.", now())
                        : record.wish.run("A person started it.", now()));
    }

    void remove(AgentId agent) {
        wish(agent).ifPresent(wish -> wish(agent, wish.remove(false, false, now())));
    }

    /// The host said how an instance is.
    void reported(InstanceId id, InstanceState state) {
        Known record = records.get(id.agent());
        if (record == null || record.latest == null || !record.latest.id().equals(id) || !record.latest.live()) {
            return;
        }
        Run was = record.latest;
        boolean ready = state instanceof Running running && running.readiness() == Readiness.READY;
        record.latest =
                copy(was, was.goal(), was.depth(), state, ready && was.readyAt() == null ? now() : was.readyAt());
        changed(id.agent());
    }

    private static Run copy(Run run, Goal goal, Hibernation depth, InstanceState state, @Nullable Instant readyAt) {
        return new Run(
                run.id(), run.revision(), run.host(), goal, depth, state, run.attempt(), run.placedAt(), readyAt, "");
    }

    private void changed(AgentId agent) {
        Known record = records.get(agent);
        if (record != null) {
            record.at = at(record);
        }
        world.life().changed(agent);
        if (record != null) {
            world.time().after(world.chance().between(1, 5), life(), () -> reconcile(agent));
        }
    }

    /// As the server's routes work it out.
    private At at(Known record) {
        Wish wish = record.wish;
        Optional<Run> ready = record.run()
                .filter(run -> wish.goal() == Goal.RUN
                        && run.goal() == Goal.RUN
                        && run.id().generation() > wish.fence()
                        && run.state() instanceof Running running
                        && running.readiness() == Readiness.READY);
        if (ready.isPresent()) {
            return new At.Ready(ready.get().id());
        }
        Standing standing = Standing.of(wish, record.plan.restart(), record.run(), Optional.empty(), now());
        return switch (standing.status()) {
            case STARTING, RUNNING, HIBERNATED -> new At.Coming();
            case CREATED, STOPPING, STOPPED -> wish.endsWithACall() ? new At.Coming() : new At.Halted();
            case PAUSED, FAILED, UNREACHABLE -> new At.Halted();
        };
    }

    private void reconcile(AgentId agent) {
        Known record = records.get(agent);
        if (record == null) {
            return;
        }
        AgentStep step = AgentPlanner.next(record.wish, record.plan.restart(), record.run(), now());
        switch (step) {
            case AgentStep.Place(int attempt) -> place(record, attempt);
            case AgentStep.Republish(int attempt) -> place(record, attempt);
            case AgentStep.Retire(InstanceId instance, Goal goal, Hibernation depth) -> {
                Run was = record.run().orElseThrow();
                world.trace().add("plane: retire", World.name(agent) + "/" + instance.generation(), goal, depth);
                record.latest = copy(was, goal, depth, was.state(), was.readyAt());
                assign(record);
                changed(agent);
            }
            case AgentStep.Yield(String reason) -> wish(agent, record.wish.stop(Wish.Cause.ENGINE, reason, now()));
            case AgentStep.WaitUntil(Instant due, int attempt) ->
                world.time().after(Duration.between(now(), due), life(), () -> {
                    world.trace().add("plane: retry", attempt, "of", World.name(agent));
                    changed(agent);
                });
            case AgentStep.Discard _ -> {
                records.remove(agent);
                world.ledger().removed(agent);
                world.machine().discard(agent);
                changed(agent);
            }
            case AgentStep.Rest _,
                    AgentStep.Settle _,
                    AgentStep.GoBack _,
                    AgentStep.PlaceBeside _,
                    AgentStep.TakeOver _ -> {
                // Nothing is to be done.
            }
        }
    }

    private void place(Known record, int attempt) {
        InstanceId id = new InstanceId(record.plan.id(), record.generation() + 1);
        record.latest = new Run(
                id,
                Revision.FIRST,
                "host",
                Goal.RUN,
                Hibernation.STOP,
                new Placed("about to prepare it"),
                attempt,
                now(),
                null,
                "");
        world.trace().add("plane: place", World.name(id.agent()) + "/" + id.generation());
        assign(record);
        changed(id.agent());
    }

    private void assign(Known record) {
        world.machine().assign(record.plan.id());
    }

    /// After a crash the host is told once more what is wanted of it.
    void assignAll() {
        records.values().stream().filter(record -> record.latest != null).forEach(this::assign);
    }
}
