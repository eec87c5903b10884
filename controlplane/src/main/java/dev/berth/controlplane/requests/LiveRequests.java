package dev.berth.controlplane.requests;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery.Standing;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// What people may do with kept calls that whoever delivers them must know of, because it may have them in its hands.
///
/// Every method returns at once, and may be called on any thread. Its stage completes when the change is on the disk,
/// and fails with a [dev.berth.journal.JournalFailure] when the disk did not take it. Whose entry it is, and that its
/// caller may do this, was checked before.
public interface LiveRequests {

    /// What became of a wish to repeat an entry.
    sealed interface Replay {

        /// It is an entry of its own now, that names the old one and is delivered like a call that just came.
        record Taken(Entry entry) implements Replay {}

        /// The old one has not ended, so it is going to be delivered itself.
        record StillOpen() implements Replay {}

        /// The agent has as many calls waiting as it may have.
        ///
        /// @param limit `max_entries` or `max_bytes`
        /// @param allowed its value
        record Full(String limit, long allowed) implements Replay {}

        /// There is no such entry any more, or its call cannot be read.
        record Unknown() implements Replay {}
    }

    /// What became of a wish to be rid of an entry.
    enum Cancellation {
        /// It waited, or was forced out of its delivery, and is abandoned now: `CANCELLED`.
        CANCELLED,
        /// It had ended, and is forgotten now.
        FORGOTTEN,
        /// It is being delivered, and was left to it.
        IN_FLIGHT,
        /// There is no such entry any more.
        UNKNOWN
    }

    /// What became of many.
    ///
    /// @param cancelled that waited, or were forced out of their delivery
    /// @param forgotten that had ended
    /// @param inFlight that were left to their delivery
    record Clearing(long cancelled, long forgotten, long inFlight) {}

    /// Makes a new call of an old one that ended: the same head and body, under the agent's terms of today.
    CompletionStage<Replay> replay(EntryId id);

    /// Completes with the entry when it has ended, which may have been before. Not when it was forgotten.
    CompletionStage<Entry> ended(EntryId id);

    /// Gives a waiting entry up, or forgets an ended one.
    ///
    /// @param force gives up one that is being delivered too: `Cancelled, outcome unknown.`
    CompletionStage<Cancellation> cancel(EntryId id, boolean force);

    /// [#cancel] for all of an agent that are in one of these standings when it is asked for.
    ///
    /// @param standings at least one
    CompletionStage<Clearing> clear(AgentId agent, Set<Standing> standings, boolean force);
}
