package dev.berth.domain.lifecycle;

import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Judges an instance that a rollout tries. Pure.
final class Trial {

    /// How much of what an instance wrote is told.
    private static final int LAST_LINES = 3;

    private static final int LONGEST_WORDS = 400;

    private Trial() {}

    /// Empty when its end says nothing about it: then it goes on as ever.
    static Optional<AgentStep> verdict(Rollout rollout, Run run, Instant now) {
        if (run.readyAt() != null || is(run, Readiness.READY)) {
            return Optional.of(new AgentStep.Settle());
        }
        if (run.state() instanceof Ended ended) {
            return afterEnd(run, ended);
        }
        if (is(run, Readiness.PAUSED)) {
            // Somebody who used the engine directly froze it.
            return Optional.empty();
        }
        return Optional.of(inTime(rollout, run, now));
    }

    private static AgentStep inTime(Rollout rollout, Run run, Instant now) {
        Instant end = run.placedAt().plus(rollout.readyWithin());
        return now.isBefore(end)
                ? new AgentStep.WaitUntil(end, run.attempt())
                : new AgentStep.GoBack(
                        "It was not ready within %s.%s".formatted(text(rollout.readyWithin()), progress(run)));
    }

    /// How far one came that was not ready in time; of one that ran, its checks tell more.
    private static String progress(Run run) {
        return switch (run.state()) {
            case InstanceState.Placed placed -> " Its host was still " + placed.doing() + ".";
            case InstanceState.Prepared _ -> " Its container was made and had not started.";
            case Running _, Ended _ -> "";
        };
    }

    /// Why it ended, with what it wrote last: its container is removed, and its log with it.
    private static String sentence(EndReason reason) {
        String why = Standing.sentence(reason);
        return reason instanceof EndReason.Exited exited ? why + lastWords(exited.lastLogLines()) : why;
    }

    private static String lastWords(List<String> log) {
        List<String> told = log.stream().filter(line -> !line.isBlank()).toList();
        if (told.isEmpty()) {
            return "";
        }
        String words = String.join(" | ", told.subList(Math.max(0, told.size() - LAST_LINES), told.size()));
        String cut = words.length() <= LONGEST_WORDS ? words : "..." + words.substring(words.length() - LONGEST_WORDS);
        return " Its last words: " + cut;
    }

    /// The verdict on one beside another that takes the calls: it must be ready now, and nothing is lost when it is no
    /// good.
    static AgentStep beside(Rollout rollout, Run run, Instant now) {
        return switch (run.state()) {
            case Ended ended ->
                isNoFault(ended.reason()) ? again(run, ended, now) : new AgentStep.GoBack(sentence(ended.reason()));
            case InstanceState.Placed _, InstanceState.Prepared _, Running _ ->
                is(run, Readiness.READY) ? new AgentStep.Settle() : inTime(rollout, run, now);
        };
    }

    /// Another one follows, each time later, and only so often: nobody can be sure that the next end is the last.
    private static AgentStep again(Run run, Ended ended, Instant now) {
        int attempt = run.attempt() + 1;
        if (attempt > RestartPolicy.DEFAULT.maxRetries()) {
            return new AgentStep.GoBack(Standing.sentence(ended.reason()) + Standing.inVain(run.attempt()));
        }
        Instant due = ended.at().plus(RestartPolicy.DEFAULT.delay(attempt));
        return now.isBefore(due) ? new AgentStep.WaitUntil(due, attempt) : new AgentStep.PlaceBeside(attempt);
    }

    /// Whether an end says nothing about what is tried.
    private static boolean isNoFault(EndReason reason) {
        return switch (reason) {
            case EndReason.WentDown _, EndReason.Stopped _, EndReason.Hibernated _ -> true;
            case EndReason.NotStarted _,
                    EndReason.Exited _,
                    EndReason.Unhealthy _,
                    EndReason.StoppedAtEngine _,
                    EndReason.RemovedAtEngine _ -> false;
        };
    }

    private static boolean is(Run run, Readiness readiness) {
        return run.state() instanceof Running running && running.readiness() == readiness;
    }

    private static Optional<AgentStep> afterEnd(Run run, Ended ended) {
        AgentStep back = new AgentStep.GoBack(sentence(ended.reason()));
        return switch (ended.reason()) {
            case EndReason.NotStarted notStarted
            when notStarted.cause() == EndReason.NotStarted.Cause.CHOSEN_PORT_TAKEN -> Optional.empty();
            case EndReason.NotStarted _, EndReason.Exited _, EndReason.Unhealthy _ -> Optional.of(back);
            case EndReason.WentDown _ -> Optional.of(new AgentStep.Place(run.attempt()));
            case EndReason.Stopped _,
                    EndReason.Hibernated _,
                    EndReason.StoppedAtEngine _,
                    EndReason.RemovedAtEngine _ -> Optional.empty();
        };
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
