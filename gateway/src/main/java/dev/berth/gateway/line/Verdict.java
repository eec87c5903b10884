package dev.berth.gateway.line;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.CallPolicy.Redelivery;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryState.Reason;
import java.time.Instant;

/// What becomes of a call that may have reached its agent, and whose answer nobody has.
public sealed interface Verdict {

    /// It is delivered again.
    record Again() implements Verdict {}

    /// It ends.
    record GiveUp(Reason reason, String detail) implements Verdict {}

    /// @param attempts so far, the interrupted one included
    /// @param repeatable whether its method means the same when it is done twice
    /// @param why one sentence for people on what went wrong
    static Verdict on(CallPolicy policy, Entry entry, int attempts, boolean repeatable, String why, Instant now) {
        if (!repeatable && policy.redelivery() == Redelivery.SAFE_METHODS_ONLY) {
            return new GiveUp(
                    Reason.OUTCOME_UNKNOWN,
                    why + " The call may have been carried out, and its agent is not given such calls twice.");
        }
        if (attempts >= policy.journal().maxAttempts()) {
            return new GiveUp(
                    Reason.ATTEMPTS,
                    "%s That was attempt %d of %d."
                            .formatted(why, attempts, policy.journal().maxAttempts()));
        }
        if (!now.isBefore(entry.deadline())) {
            return new GiveUp(Reason.DEADLINE, why + " Its deadline is over.");
        }
        return new Again();
    }
}
