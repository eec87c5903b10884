package dev.berth.domain.agent;

import java.time.Duration;

/// A change of an agent that was put in force with a way back, and what came of it.
///
/// @param from the revision that was well before
/// @param to the revision that is tried
/// @param before what described the agent then; the part of it that the agent is told goes back too
/// @param readyWithin how long an instance may take from its placing until it is ready
/// @param outcome one sentence; empty while it is under way
/// @param after the newest generation from before it, when what is in charge then runs on until what is tried is ready;
///     0 when it ends first
public record Rollout(
        Phase phase,
        Revision from,
        Revision to,
        Agent.Profile before,
        Duration readyWithin,
        String outcome,
        long after) {

    public static final Duration USUAL = Duration.ofMinutes(5);

    private static final Duration LONGEST = Duration.ofHours(1);

    /// How far it is.
    public enum Phase {
        UNDER_WAY,
        /// The agent was ready with it.
        DONE,
        /// It was not, so what was before is in force again.
        WENT_BACK
    }

    public Rollout {
        if (!readyWithin.isPositive() || readyWithin.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "ready_within must be above 0s and at most 1h: " + TimeText.of(readyWithin));
        }
    }

    public boolean underWay() {
        return phase == Phase.UNDER_WAY;
    }

    /// Whether there is a new revision in it, and not only something new for the agent to know of itself.
    public boolean revised() {
        return !from.equals(to);
    }

    public Rollout done() {
        return new Rollout(Phase.DONE, from, to, before, readyWithin, name() + " takes calls.", after);
    }

    public Rollout wentBack(String why) {
        return new Rollout(Phase.WENT_BACK, from, to, before, readyWithin, why, after);
    }

    /// Whether an instance that is older than the change runs on until what is tried is ready.
    public boolean overlaps() {
        return after > 0;
    }

    /// What is tried, as the beginning of a sentence.
    public String name() {
        return revised() ? "Revision " + to : "What it is told of itself";
    }
}
