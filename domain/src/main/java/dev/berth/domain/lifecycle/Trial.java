package dev.berth.domain.lifecycle;

import dev.berth.domain.agent.Rollout;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Judges an instance that a rollout tries. Pure.
final class Trial {

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
        Instant end = run.placedAt().plus(rollout.readyWithin());
        return Optional.of(
                now.isBefore(end)
                        ? new AgentStep.WaitUntil(end, run.attempt())
                        : new AgentStep.GoBack("It was not ready within " + text(rollout.readyWithin()) + "."));
    }

    private static boolean is(Run run, Readiness readiness) {
        return run.state() instanceof Running running && running.readiness() == readiness;
    }

    private static Optional<AgentStep> afterEnd(Run run, Ended ended) {
        AgentStep back = new AgentStep.GoBack(Standing.sentence(ended.reason()));
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
