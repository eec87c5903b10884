package dev.berth.domain.lifecycle;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import java.time.Instant;
import java.util.Optional;

/// Decides what to do next about an agent. Pure: the same input gives the same step.
public final class AgentPlanner {

    private AgentPlanner() {}

    public static AgentStep next(Wish wish, RestartPolicy policy, Optional<Run> latest, Instant now) {
        if (latest.isEmpty()) {
            return withoutInstance(wish);
        }
        Run run = latest.get();
        Rollout rollout = wish.rollout();
        if (rollout != null && run.goal() == Goal.RUN && wish.tries(run.id().generation())) {
            Optional<AgentStep> verdict = Trial.verdict(rollout, run, now);
            if (verdict.isPresent()) {
                return verdict.get();
            }
        }
        return run.end().map(ended -> afterEnd(wish, policy, run, ended, now)).orElseGet(() -> whileLive(wish, run));
    }

    /// Like [#next(Wish, RestartPolicy, Optional, Instant)], for the instance in charge of an agent that may have
    /// another one beside: as long as that lives, no further one is placed, and nothing is discarded.
    ///
    /// @param beside see [Overlap]
    public static AgentStep next(
            Wish wish, RestartPolicy policy, Optional<Run> latest, Optional<Run> beside, Instant now) {
        AgentStep step = next(wish, policy, latest, now);
        boolean waits = step instanceof AgentStep.Place
                || step instanceof AgentStep.Republish
                || step instanceof AgentStep.Discard;
        return waits && beside.filter(Run::live).isPresent() ? new AgentStep.Rest() : step;
    }

    private static AgentStep withoutInstance(Wish wish) {
        if (wish.removal().wanted()) {
            return new AgentStep.Discard();
        }
        return wish.goal() == Goal.RUN ? new AgentStep.Place(0) : new AgentStep.Rest();
    }

    private static AgentStep whileLive(Wish wish, Run run) {
        if (run.goal() == Goal.STOP) {
            return new AgentStep.Rest();
        }
        boolean fenced = run.id().generation() <= wish.fence();
        if (fenced && wish.goal() == Goal.RUN && frozen(run)) {
            // Frozen at the engine, and resumed through Berth: the next instance takes its memory over.
            return run.goal() == Goal.RUN
                    ? new AgentStep.Retire(run.id(), Goal.HIBERNATE, Hibernation.FREEZE)
                    : new AgentStep.Rest();
        }
        if (fenced || wish.goal() == Goal.STOP) {
            return new AgentStep.Retire(run.id(), Goal.STOP, wish.depth());
        }
        if (wish.goal() == Goal.HIBERNATE && run.goal() == Goal.RUN) {
            // Also before it runs: its container may be frozen with what an instance before it had in memory.
            return new AgentStep.Retire(run.id(), Goal.HIBERNATE, wish.depth());
        }
        return new AgentStep.Rest();
    }

    private static boolean frozen(Run run) {
        return run.state() instanceof Running running && running.readiness() == Readiness.PAUSED;
    }

    private static boolean sleepsFrozen(Run run, Ended ended) {
        return run.goal() == Goal.HIBERNATE
                && run.depth() == Hibernation.FREEZE
                && ended.reason().equals(new EndReason.Hibernated(Hibernation.FREEZE));
    }

    private static AgentStep afterEnd(Wish wish, RestartPolicy policy, Run run, Ended ended, Instant now) {
        if (wish.removal().wanted()) {
            return new AgentStep.Discard();
        }
        if (wish.goal() == Goal.STOP && run.goal() == Goal.HIBERNATE) {
            return new AgentStep.Retire(run.id(), Goal.STOP, wish.depth());
        }
        if (wish.goal() == Goal.HIBERNATE && wish.depth() == Hibernation.STOP && sleepsFrozen(run, ended)) {
            return new AgentStep.Retire(run.id(), Goal.HIBERNATE, Hibernation.STOP);
        }
        if (wish.goal() != Goal.RUN) {
            return new AgentStep.Rest();
        }
        long generation = run.id().generation();
        boolean asked = run.goal() != Goal.RUN || generation <= wish.fence() || wish.outgrows(generation);
        return asked ? new AgentStep.Place(0) : afterUnaskedEnd(policy, run, ended, now);
    }

    /// It was to run on, so its end means something: a crash, or somebody at the engine.
    private static AgentStep afterUnaskedEnd(RestartPolicy policy, Run run, Ended ended, Instant now) {
        return switch (ended.reason()) {
            case EndReason.Stopped _, EndReason.Hibernated _ -> new AgentStep.Place(0);
            case EndReason.StoppedAtEngine _ ->
                new AgentStep.Yield("Its container was stopped at the engine, not through Berth.");
            case EndReason.RemovedAtEngine _ ->
                new AgentStep.Yield("Its container was removed at the engine, not through Berth; its files are gone.");
            case EndReason.NotStarted notStarted ->
                notStarted.cause() == EndReason.NotStarted.Cause.CHOSEN_PORT_TAKEN
                        ? new AgentStep.Republish(run.attempt())
                        : new AgentStep.Rest();
            case EndReason.Unhealthy _ -> retry(policy, run, ended, now, true);
            case EndReason.WentDown _ -> retry(policy, run, ended, now, false);
            case EndReason.Exited exited -> {
                boolean wellDone = exited.exitCode() == 0 && !exited.outOfMemory();
                yield wellDone && policy.mode() != RestartPolicy.Mode.ALWAYS
                        ? new AgentStep.Yield("It ended by itself with exit code 0.")
                        : retry(policy, run, ended, now, true);
            }
        };
    }

    private static AgentStep retry(RestartPolicy policy, Run run, Ended ended, Instant now, boolean itsFault) {
        if (policy.mode() == RestartPolicy.Mode.NO) {
            return new AgentStep.Rest();
        }
        if (!itsFault) {
            return new AgentStep.Place(run.attempt());
        }
        int attempt = run.wellFor().compareTo(RestartPolicy.WELL) >= 0 ? 1 : run.attempt() + 1;
        if (attempt > policy.maxRetries() && policy.mode() != RestartPolicy.Mode.ALWAYS) {
            return new AgentStep.Rest();
        }
        Instant due = ended.at().plus(policy.delay(attempt));
        return now.isBefore(due) ? new AgentStep.WaitUntil(due, attempt) : new AgentStep.Place(attempt);
    }
}
