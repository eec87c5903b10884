package dev.berth.domain.lifecycle;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Placed;
import dev.berth.domain.instance.InstanceState.Prepared;
import dev.berth.domain.instance.InstanceState.Running;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// How an agent stands: its status, and one sentence that says why.
public record Standing(AgentStatus status, String reason) {

    private static final String ENDING = "Its previous instance is ending. ";

    private static final String UNHEALTHY = "It is unhealthy: its health check fails.";

    /// @param unreachable why the latest instance's host or engine cannot be reached; empty when it can
    public static Standing of(
            Wish wish, RestartPolicy policy, Optional<Run> latest, Optional<String> unreachable, Instant now) {
        if (latest.isEmpty()) {
            return wish.goal() == Goal.RUN
                    ? new Standing(AgentStatus.STARTING, "It is about to be placed on a host.")
                    : new Standing(wish.removal().wanted() ? AgentStatus.STOPPING : AgentStatus.CREATED, wish.reason());
        }
        Run run = latest.get();
        if (run.live() && unreachable.isPresent()) {
            return new Standing(AgentStatus.UNREACHABLE, unreachable.get());
        }
        return switch (run.state()) {
            case Placed placed -> onTheWay(wish, run, "Its host is " + placed.doing() + ".");
            case Prepared _ -> onTheWay(wish, run, "Its container is made and about to start.");
            case Running running -> whileRunning(wish, run, running);
            case Ended ended -> afterEnd(wish, policy, run, ended, now);
        };
    }

    /// The same, with what the health check found, where that is why it takes no calls.
    ///
    /// @param found as a sentence
    public Standing because(String found) {
        return reason.equals(UNHEALTHY) ? new Standing(status, UNHEALTHY + " " + found) : this;
    }

    /// The same, which waits for calls to end.
    public Standing waitingFor(Draining draining, Instant now) {
        return new Standing(status, reason + " " + draining.sentence(now));
    }

    /// The same, of which another instance finishes its calls.
    public Standing besides(Draining draining, Instant now) {
        String calls = draining.calls() == 1 ? "1 open call" : draining.calls() + " open calls";
        String end = draining.until()
                .map(until -> ", at most %d s".formatted(Draining.seconds(Duration.between(now, until))))
                .orElse("");
        return new Standing(status, "%s Its previous instance finishes %s%s.".formatted(reason, calls, end));
    }

    /// The same of an agent that has another instance which is not over: what is not wanted to run has not ended yet.
    public Standing withOther(Wish wish) {
        boolean ending = wish.goal() != Goal.RUN && status != AgentStatus.UNREACHABLE;
        return ending ? new Standing(AgentStatus.STOPPING, wish.reason()) : this;
    }

    private static Standing onTheWay(Wish wish, Run run, String reason) {
        if (wish.goal() != Goal.RUN) {
            return new Standing(AgentStatus.STOPPING, wish.reason());
        }
        return new Standing(AgentStatus.STARTING, run.goal() == Goal.RUN ? reason : ENDING + wish.reason());
    }

    private static Standing whileRunning(Wish wish, Run run, Running running) {
        if (wish.goal() != Goal.RUN) {
            return new Standing(AgentStatus.STOPPING, wish.reason());
        }
        if (run.goal() != Goal.RUN || run.id().generation() <= wish.fence()) {
            return new Standing(AgentStatus.STARTING, ENDING + wish.reason());
        }
        return switch (running.readiness()) {
            case STARTING ->
                new Standing(AgentStatus.STARTING, "Its container runs and is not ready to take calls yet.");
            case READY -> new Standing(AgentStatus.RUNNING, wish.reason());
            case UNHEALTHY -> new Standing(AgentStatus.STARTING, UNHEALTHY);
            case PAUSED ->
                new Standing(AgentStatus.PAUSED, "Its container was paused at the engine, not through Berth.");
        };
    }

    private static Standing afterEnd(Wish wish, RestartPolicy policy, Run run, Ended ended, Instant now) {
        return switch (wish.goal()) {
            case STOP ->
                new Standing(wish.removal().wanted() ? AgentStatus.STOPPING : AgentStatus.STOPPED, wish.reason());
            case HIBERNATE ->
                wish.cause() != Wish.Cause.SLEEP && wish.depth() == Hibernation.FREEZE
                        ? new Standing(AgentStatus.PAUSED, wish.reason())
                        : new Standing(AgentStatus.HIBERNATED, wish.reason());
            case RUN -> wanted(wish, policy, run, ended, now);
        };
    }

    private static Standing wanted(Wish wish, RestartPolicy policy, Run run, Ended ended, Instant now) {
        AgentStep step = AgentPlanner.next(wish, policy, Optional.of(run), now);
        String why = sentence(ended.reason());
        return switch (step) {
            case AgentStep.Place place ->
                new Standing(
                        AgentStatus.STARTING,
                        place.attempt() == 0 ? "It is being started again." : why + " It is being started again.");
            case AgentStep.Republish _ ->
                new Standing(
                        AgentStatus.STARTING,
                        "A port that was chosen for it was taken meanwhile. It is started again when another one is free.");
            case AgentStep.WaitUntil wait ->
                new Standing(
                        AgentStatus.STARTING,
                        "%s It is started again at %s (retry %s)."
                                .formatted(why, wait.time().truncatedTo(ChronoUnit.MILLIS), count(policy, wait)));
            case AgentStep.Yield yield -> new Standing(AgentStatus.STOPPED, yield.reason());
            case AgentStep.GoBack back ->
                new Standing(AgentStatus.STARTING, back.why() + " What was in force before is started again.");
            case AgentStep.Settle _, AgentStep.PlaceBeside _, AgentStep.TakeOver _ ->
                new Standing(AgentStatus.STARTING, why + " It is being started again.");
            case AgentStep.Rest _, AgentStep.Retire _, AgentStep.Discard _ ->
                new Standing(AgentStatus.FAILED, why + inVain(run.attempt()));
        };
    }

    private static String count(RestartPolicy policy, AgentStep.WaitUntil wait) {
        return policy.mode() == RestartPolicy.Mode.ALWAYS
                ? Integer.toString(wait.attempt())
                : wait.attempt() + " of " + policy.maxRetries();
    }

    static String inVain(int retries) {
        return switch (retries) {
            case 0 -> "";
            case 1 -> " 1 retry did not help.";
            default -> " " + retries + " retries did not help.";
        };
    }

    /// Why an instance ended, as a sentence for people.
    public static String sentence(EndReason reason) {
        return switch (reason) {
            case EndReason.Stopped _ -> "It was stopped.";
            case EndReason.Hibernated hibernated ->
                hibernated.depth() == Hibernation.FREEZE ? "It was frozen." : "It was stopped to sleep.";
            case EndReason.NotStarted notStarted -> notStarted.detail() + " " + notStarted.remedy();
            case EndReason.Exited exited ->
                exited.outOfMemory()
                        ? "It was killed because it used more memory than its limit."
                        : "It ended by itself with exit code " + exited.exitCode() + ".";
            case EndReason.Unhealthy unhealthy -> ("It was unhealthy. " + unhealthy.detail()).strip();
            case EndReason.WentDown _ -> "It went down with its engine or host.";
            case EndReason.StoppedAtEngine _ -> "Its container was stopped at the engine, not through Berth.";
            case EndReason.RemovedAtEngine _ ->
                "Its container was removed at the engine, not through Berth; its files are gone.";
        };
    }
}
