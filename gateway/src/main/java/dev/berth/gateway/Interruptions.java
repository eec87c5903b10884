package dev.berth.gateway;

import dev.berth.edge.route.Interruption;
import dev.berth.edge.route.Outcome;
import dev.berth.gateway.line.Lease;
import dev.berth.gateway.line.LiveCaller;
import dev.berth.gateway.line.Verdict;
import dev.berth.journal.EntryState.Reason;
import org.jspecify.annotations.Nullable;

/// What an agent that gave no answer means for the call.
final class Interruptions {

    private Interruptions() {}

    /// An agent that was silent up to the call's deadline may still work on it, so it is not asked again.
    ///
    /// @param caller who waits on; null when nobody does
    static Verdict judge(
            Delivering delivering,
            Lease lease,
            boolean repeatable,
            Interruption interruption,
            @Nullable LiveCaller caller) {
        if (interruption.outcome() == Outcome.TIMED_OUT) {
            Verdict.GiveUp late = new Verdict.GiveUp(
                    Reason.DEADLINE, "The agent did not answer before the call's deadline; its outcome is unknown.");
            delivering.deliverer().giveUp(lease, late.reason(), late.detail());
            return late;
        }
        return delivering
                .deliverer()
                .interrupted(lease, repeatable, interruption.problem().detail(), caller);
    }
}
