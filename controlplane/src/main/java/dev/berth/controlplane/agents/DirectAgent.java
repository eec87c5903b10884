package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Run;
import dev.berth.domain.lifecycle.Standing;
import java.time.InstantSource;
import java.util.Optional;

/// Says what is wanted of an agent from now on. Saying what is wanted already changes nothing.
public final class DirectAgent {

    private final AgentWrites writes;
    private final FindAgents find;
    private final NextStep next;
    private final InstantSource clock;

    public DirectAgent(AgentWrites writes, FindAgents find, NextStep next, InstantSource clock) {
        this.writes = writes;
        this.find = find;
        this.next = next;
        this.clock = clock;
    }

    /// Wants it to run. A failed agent is tried again, with its retries counted afresh.
    public Decision<AgentRecord> start(AgentId agent) {
        return direct(agent, "start", seen -> {
            if (isPaused(seen)) {
                return stillPaused(seen);
            }
            boolean wanted = seen.agent().wish().goal() == Goal.RUN;
            return wanted && !over(seen) ? Decision.accepted(Optional.empty()) : wish(run(seen, "It was started."));
        });
    }

    public Decision<AgentRecord> stop(AgentId agent) {
        return stop(agent, false);
    }

    /// @param force whether its open calls are cut off rather than waited for; may be asked for afterwards
    public Decision<AgentRecord> stop(AgentId agent, boolean force) {
        return direct(agent, "stop", seen -> {
            Wish wish = seen.agent().wish();
            boolean stopping = wish.goal() == Goal.STOP && wish.cause() == Wish.Cause.PERSON;
            return stopping && (wish.atOnce() || !force)
                    ? Decision.accepted(Optional.empty())
                    : wish(wish.stop(Wish.Cause.PERSON, "It was stopped.", clock.instant())
                            .atOnce(force));
        });
    }

    /// Ends what runs, then runs it again, under the newest revision.
    public Decision<AgentRecord> restart(AgentId agent) {
        return restart(agent, false);
    }

    /// Like [#restart(AgentId)].
    ///
    /// @param force whether its open calls are cut off rather than waited for
    public Decision<AgentRecord> restart(AgentId agent, boolean force) {
        return direct(
                agent,
                "restart",
                seen -> isPaused(seen)
                        ? stillPaused(seen)
                        : wish(seen.agent()
                                .wish()
                                .runAfter(seen.generation(), "It was restarted.", clock.instant())
                                .atOnce(force)));
    }

    private boolean isPaused(AgentRecord seen) {
        return find.view(seen).standing().status() == AgentStatus.PAUSED;
    }

    private static Decision<Optional<Wish>> stillPaused(AgentRecord seen) {
        return wrongTime(seen, "It is paused, and only resume undoes that.", "Resume it.");
    }

    /// What a freeze would keep is of a revision that is about to go, or of one that nobody knows to be well.
    private static Decision<Optional<Wish>> beingUpdated(AgentRecord seen) {
        return wrongTime(seen, "It is being updated.", "Wait for it, or stop it.");
    }

    /// Freezes it; only [#resume] undoes that.
    public Decision<AgentRecord> pause(AgentId agent) {
        return direct(agent, "pause", seen -> seen.agent().wish().isRollingOut() ? beingUpdated(seen) : pause(seen));
    }

    private Decision<Optional<Wish>> pause(AgentRecord seen) {
        if (isPausing(seen)) {
            return Decision.accepted(Optional.empty());
        }
        Standing standing = find.view(seen).standing();
        return switch (standing.status()) {
            case RUNNING, STARTING, PAUSED -> wish(paused(seen));
            case CREATED, HIBERNATED, STOPPING, STOPPED, FAILED, UNREACHABLE -> notAwake(seen, standing, "paused");
        };
    }

    /// Whether a person paused it, and whether or not it is frozen yet.
    private static boolean isPausing(AgentRecord seen) {
        Wish wish = seen.agent().wish();
        return wish.goal() == Goal.HIBERNATE && wish.cause() == Wish.Cause.PERSON;
    }

    public Decision<AgentRecord> resume(AgentId agent) {
        return direct(agent, "resume", seen -> switch (find.view(seen)
                .standing()
                .status()) {
            case PAUSED -> servesMeanwhile(seen) ? beingUpdated(seen) : wish(resumed(seen));
            case HIBERNATED, STOPPING ->
                seen.agent().wish().goal() == Goal.HIBERNATE
                        ? wish(run(seen, "It was resumed."))
                        : wrongTime(seen, "It is not paused.", "Start it.");
            case RUNNING, STARTING -> Decision.accepted(Optional.empty());
            case CREATED, STOPPED, FAILED, UNREACHABLE -> wrongTime(seen, "It is not paused.", "Start it.");
        });
    }

    /// Whether its instance in charge is one that an update is about to end.
    private static boolean servesMeanwhile(AgentRecord seen) {
        return seen.latest()
                .filter(run -> seen.agent().wish().outgrows(run.id().generation()))
                .isPresent();
    }

    /// Sends it to sleep until a call, or a person, wakes it. One that is frozen already can be stopped so.
    public Decision<AgentRecord> hibernate(AgentId agent, Hibernation depth) {
        return hibernate(agent, depth, false);
    }

    /// Like [#hibernate(AgentId, Hibernation)].
    ///
    /// @param force whether it is not let finish its open calls
    public Decision<AgentRecord> hibernate(AgentId agent, Hibernation depth, boolean force) {
        return direct(
                agent,
                "hibernate",
                seen -> seen.agent().wish().isRollingOut() ? beingUpdated(seen) : hibernate(seen, depth, force));
    }

    private Decision<Optional<Wish>> hibernate(AgentRecord seen, Hibernation depth, boolean force) {
        if (isPausing(seen)) {
            return stillPaused(seen);
        }
        Standing standing = find.view(seen).standing();
        return switch (standing.status()) {
            case RUNNING, STARTING, UNREACHABLE -> asleep(seen, depth, force);
            case CREATED, HIBERNATED, STOPPING ->
                seen.agent().wish().endsWithACall()
                        ? asleep(seen, depth, force)
                        : notAwake(seen, standing, "sent to sleep");
            case PAUSED -> stillPaused(seen);
            case STOPPED, FAILED -> notAwake(seen, standing, "sent to sleep");
        };
    }

    private Decision<Optional<Wish>> asleep(AgentRecord seen, Hibernation depth, boolean force) {
        Wish wish = seen.agent().wish();
        boolean deepEnough = wish.endsWithACall() && (wish.depth() == depth || wish.depth() == Hibernation.STOP);
        return deepEnough && (wish.atOnce() || !force)
                ? Decision.accepted(Optional.empty())
                : wish(wish.hibernate(
                                deepEnough ? wish.depth() : depth,
                                Wish.Cause.SLEEP,
                                "It was sent to sleep.",
                                clock.instant())
                        .atOnce(force));
    }

    /// @param what cannot be done to it now
    private static Decision<Optional<Wish>> notAwake(AgentRecord seen, Standing standing, String what) {
        if (standing.status() == AgentStatus.UNREACHABLE) {
            return wrongTime(seen, "It cannot be reached: " + standing.reason(), "Try again when it can be reached.");
        }
        boolean asleep = seen.agent().wish().endsWithACall();
        String why = "Only a running agent can be %s, and it %s.".formatted(what, present(standing.status(), asleep));
        return wrongTime(seen, why, asleep ? "Wake it first." : "Start it first.");
    }

    private static String present(AgentStatus status, boolean asleep) {
        return switch (status) {
            case CREATED -> "was never started";
            case STARTING -> "starts";
            case RUNNING -> "runs";
            case PAUSED -> "is paused";
            case HIBERNATED -> "sleeps";
            case STOPPING -> asleep ? "falls asleep" : "is stopping";
            case STOPPED -> "is stopped";
            case FAILED -> "failed";
            case UNREACHABLE -> "cannot be reached";
        };
    }

    /// Lets one that sleeps go on without waiting for a call.
    public Decision<AgentRecord> wake(AgentId agent) {
        return direct(agent, "wake", seen -> {
            Wish wish = seen.agent().wish();
            if (wish.endsWithACall()) {
                return wish(run(seen, "It was woken."));
            }
            return wish.goal() == Goal.RUN && !isPaused(seen) && !over(seen)
                    ? Decision.accepted(Optional.empty())
                    : wrongTime(seen, "It does not sleep.", isPaused(seen) ? "Resume it." : "Start it.");
        });
    }

    /// Ends it and removes what is left of it. Goes on although nobody waits.
    public Decision<AgentRecord> remove(AgentId agent, boolean volumes, boolean force) {
        return writes.change(
                agent, seen -> noted(seen, seen.agent().wish().remove(volumes, force, clock.instant()), "removing"));
    }

    private Wish paused(AgentRecord seen) {
        return seen.agent().wish().hibernate(Hibernation.FREEZE, Wish.Cause.PERSON, "It was paused.", clock.instant());
    }

    /// One that was frozen at the engine is still wanted to run; its next instance takes it over.
    private Wish resumed(AgentRecord seen) {
        Wish wish = seen.agent().wish();
        return wish.goal() == Goal.RUN
                ? wish.runAfter(seen.generation(), "It was resumed.", clock.instant())
                : run(seen, "It was resumed.");
    }

    private Wish run(AgentRecord seen, String why) {
        Wish wish = seen.agent().wish();
        return over(seen) ? wish.runAfter(seen.generation(), why, clock.instant()) : wish.run(why, clock.instant());
    }

    /// Whether its newest instance ended, and nobody has asked for another since.
    private static boolean over(AgentRecord seen) {
        long fence = seen.agent().wish().fence();
        return seen.latest()
                .filter(run -> !run.live() && run.id().generation() > fence)
                .isPresent();
    }

    private Decision<AgentRecord> direct(AgentId agent, String kind, Choice choice) {
        return writes.change(agent, seen -> {
            if (seen.agent().wish().removal().wanted()) {
                return Decision.refused(new Refusal.WrongTime(agent, "It is being removed.", "Deploy another agent."));
            }
            return choice.of(seen)
                    .then(wish -> wish.isEmpty()
                            ? Decision.accepted(Optional.empty())
                            : noted(seen, wish.get(), kind + "_asked"));
        });
    }

    private Decision<Optional<AgentChange>> noted(AgentRecord seen, Wish wish, String kind) {
        // Its calls can be counted only once no more can come: when its routes are closed, which they are after this.
        boolean ends = seen.runs().anyMatch(Run::live) || wish.goal() == Goal.HIBERNATE;
        NextStep following = ends ? NextStep.LATER : next;
        return Decision.accepted(Optional.of(following.after(seen, wish, kind, wish.reason(), wish.since())));
    }

    private static Decision<Optional<Wish>> wish(Wish wish) {
        return Decision.accepted(Optional.of(wish));
    }

    private static Decision<Optional<Wish>> wrongTime(AgentRecord seen, String why, String remedy) {
        return Decision.refused(new Refusal.WrongTime(seen.agent().id(), why, remedy));
    }

    /// A wish, or none when nothing needs to change.
    @FunctionalInterface
    private interface Choice {
        Decision<Optional<Wish>> of(AgentRecord seen);
    }

    /// What a caller of start, stop and so on waits for.
    public static boolean settled(AgentView view, Goal goal) {
        AgentStatus status = view.standing().status();
        return switch (goal) {
            case RUN -> status != AgentStatus.STARTING && status != AgentStatus.STOPPING;
            case HIBERNATE, STOP -> status != AgentStatus.STOPPING && status != AgentStatus.STARTING;
        };
    }
}
