package dev.berth.domain.agent;

import java.time.Instant;

/// What is wanted of an agent, who wanted it, and since when.
///
/// @param depth how deep to sleep; read only when the goal is HIBERNATE
/// @param reason one sentence for people
/// @param fence instances up to this generation must end, whatever the goal: how a restart is wished for
public record Wish(Goal goal, Hibernation depth, Cause cause, String reason, long fence, Instant since) {

    /// Who wanted it.
    public enum Cause {
        PERSON,
        /// The agent's own idle policy.
        IDLE,
        /// Somebody used the engine directly; Berth does not fight them.
        ENGINE,
        /// The agent is being removed; nothing undoes that.
        REMOVAL
    }

    /// Wanted for as long as the agent exists, before anyone asked for anything.
    public static Wish none(Instant now) {
        return new Wish(Goal.STOP, Hibernation.STOP, Cause.PERSON, "It was never started.", 0, now);
    }

    public Wish run(String why, Instant now) {
        return new Wish(Goal.RUN, Hibernation.STOP, Cause.PERSON, why, fence, now);
    }

    /// Like [#run], and what runs now, or failed, makes room for a new instance.
    public Wish runAfter(long generation, String why, Instant now) {
        return new Wish(Goal.RUN, Hibernation.STOP, Cause.PERSON, why, Math.max(fence, generation), now);
    }

    public Wish stop(Cause by, String why, Instant now) {
        return new Wish(Goal.STOP, Hibernation.STOP, by, why, fence, now);
    }

    public Wish hibernate(Hibernation how, Cause by, String why, Instant now) {
        return new Wish(Goal.HIBERNATE, how, by, why, fence, now);
    }

    public boolean removal() {
        return cause == Cause.REMOVAL;
    }
}
