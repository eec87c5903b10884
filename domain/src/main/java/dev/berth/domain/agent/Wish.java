package dev.berth.domain.agent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is wanted of an agent, who wanted it, and since when.
///
/// @param depth how deep to sleep; read only when the goal is HIBERNATE
/// @param reason one sentence for people
/// @param fence instances up to this generation must end, whatever the goal: how a restart is wished for
/// @param atOnce whether calls that are open are cut off rather than waited for
/// @param rollout a change that this wish puts in force, or put; null for any other wish
public record Wish(
        Goal goal,
        Hibernation depth,
        Cause cause,
        String reason,
        long fence,
        Removal removal,
        boolean atOnce,
        @Nullable Rollout rollout,
        Instant since) {

    /// Who wanted it.
    public enum Cause {
        /// A person; no call undoes it.
        PERSON,
        /// The agent's idle policy, or a person who sent it to sleep; a call wakes it.
        SLEEP,
        /// Somebody used the engine directly; Berth does not fight them.
        ENGINE
    }

    /// Whether the agent shall cease to exist. Nothing undoes that.
    ///
    /// @param volumes whether volumes that Berth made for this agent alone go too
    /// @param force whether its processes are killed at once
    public record Removal(boolean wanted, boolean volumes, boolean force) {
        public static final Removal NO = new Removal(false, false, false);
    }

    /// Before anyone asked for anything.
    public static Wish none(Instant now) {
        return new Wish(
                Goal.STOP, Hibernation.STOP, Cause.PERSON, "It was never started.", 0, Removal.NO, false, null, now);
    }

    /// Until the first call, which wakes it like one that sleeps.
    public static Wish onDemand(Instant now) {
        return none(now).hibernate(Hibernation.STOP, Cause.SLEEP, "It starts with its first call.", now);
    }

    /// Whether a call brings the agent back.
    public boolean endsWithACall() {
        return goal == Goal.HIBERNATE && cause == Cause.SLEEP && !removal.wanted();
    }

    public Wish run(String why, Instant now) {
        return new Wish(Goal.RUN, Hibernation.STOP, Cause.PERSON, why, fence, removal, false, null, now);
    }

    /// Like [#run], and what runs now, or failed, makes room for a new instance.
    public Wish runAfter(long generation, String why, Instant now) {
        return new Wish(
                Goal.RUN, Hibernation.STOP, Cause.PERSON, why, Math.max(fence, generation), removal, false, null, now);
    }

    public Wish stop(Cause by, String why, Instant now) {
        return new Wish(Goal.STOP, Hibernation.STOP, by, why, fence, removal, false, null, now);
    }

    public Wish hibernate(Hibernation how, Cause by, String why, Instant now) {
        return new Wish(Goal.HIBERNATE, how, by, why, fence, removal, false, null, now);
    }

    public Wish remove(boolean volumes, boolean force, Instant now) {
        Removal asked = new Removal(true, volumes || removal.volumes(), force || removal.force());
        return new Wish(
                Goal.STOP,
                Hibernation.STOP,
                Cause.PERSON,
                "It is being removed.",
                fence,
                asked,
                asked.force(),
                null,
                now);
    }

    /// The same, and open calls are cut off when `yes`.
    public Wish atOnce(boolean yes) {
        return new Wish(goal, depth, cause, reason, fence, removal, atOnce || yes, rollout, since);
    }

    /// The same, which puts a change in force, or put.
    public Wish rolling(Rollout changed, String why) {
        return new Wish(goal, depth, cause, why, fence, removal, atOnce, changed, since);
    }

    /// The same, wanted since then: what has to end for it has its time from then on.
    public Wish since(Instant now) {
        return new Wish(goal, depth, cause, reason, fence, removal, atOnce, rollout, now);
    }

    /// Whether an instance is one that a rollout tries.
    public boolean tries(long generation) {
        return isRollingOut() && generation > Math.max(fence, after());
    }

    /// Whether an instance serves on only until what a rollout tries is ready; when it ends before, none like it
    /// follows.
    public boolean outgrows(long generation) {
        return isRollingOut() && generation > fence && generation <= after();
    }

    /// Whether a rollout is under way.
    public boolean isRollingOut() {
        return rollout != null && rollout.underWay() && goal == Goal.RUN;
    }

    private long after() {
        return rollout == null ? 0 : rollout.after();
    }
}
