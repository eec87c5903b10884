package dev.berth.domain.lifecycle;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// An instance that is to end and is let finish the calls that it has first; it is given no new ones.
///
/// @param calls how many it has
/// @param until when it ends although it still has some; empty when it may take as long as it needs
public record Draining(int calls, Optional<Instant> until) {

    /// Whether the next step about an agent has to wait for its calls. Pure; what is asked again after a crash is
    /// answered from the same point of time, which is that of the wish.
    ///
    /// @param drain how long an instance that stops is waited for
    /// @param calls that its instance has
    public static Optional<Draining> of(
            Wish wish, RestartPolicy policy, Duration drain, Optional<Run> latest, int calls, Instant now) {
        if (calls == 0 || wish.atOnce() || latest.filter(Draining::works).isEmpty()) {
            return Optional.empty();
        }
        if (!(AgentPlanner.next(wish, policy, latest, now) instanceof AgentStep.Retire retire)) {
            return Optional.empty();
        }
        if (wish.endsWithACall()) {
            // Nothing urges it to sleep, and a call that comes meanwhile keeps it awake.
            return Optional.of(new Draining(calls, Optional.empty()));
        }
        if (retire.goal() == Goal.HIBERNATE && retire.depth() == Hibernation.FREEZE) {
            // A person paused it: its calls are frozen with it, and go on with it.
            return Optional.empty();
        }
        Instant until = wish.since().plus(drain);
        return now.isBefore(until) ? Optional.of(new Draining(calls, Optional.of(until))) : Optional.empty();
    }

    /// The same for an instance that is to end beside the one in charge. A pause does not freeze it, so it is let
    /// finish.
    ///
    /// @param calls that this instance has
    public static Optional<Draining> beside(Wish wish, Duration drain, Run run, int calls, Instant now) {
        Instant until = wish.since().plus(drain);
        return calls > 0 && !wish.atOnce() && works(run) && now.isBefore(until)
                ? Optional.of(new Draining(calls, Optional.of(until)))
                : Optional.empty();
    }

    /// A frozen one would never finish.
    private static boolean works(Run run) {
        return run.goal() == Goal.RUN
                && run.state() instanceof Running running
                && running.readiness() != Readiness.PAUSED;
    }

    /// As a sentence for people: `It waits for 2 open calls, at most 10 s.`
    public String sentence(Instant now) {
        String what = calls == 1 ? "1 open call" : calls + " open calls";
        return until.map(end -> "It waits for %s, at most %d s.".formatted(what, seconds(Duration.between(now, end))))
                .orElse("It waits for " + what + ".");
    }

    static long seconds(Duration left) {
        return left.plusNanos(999_999_999).toSeconds();
    }
}
