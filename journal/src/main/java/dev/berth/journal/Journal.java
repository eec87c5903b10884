package dev.berth.journal;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// The durable record of calls.
///
/// What returns a stage returns at once; the stage completes when the change is on the disk, on the journal's own
/// thread, which must not be held up, and fails with a [JournalFailure] when the disk did not take it. Changes of one
/// entry reach the disk in the order in which they were asked for. What was completed or abandoned stays so.
///
/// Reading blocks: for virtual threads.
public interface Journal extends AutoCloseable {

    /// Takes a call on. A spooled body is the journal's from now on: unless the call is taken, it is gone afterwards.
    CompletionStage<Admission> accept(Offer offer);

    /// Leases an accepted entry to its deliverer. Completes with the attempt's number, or empty when the entry waits no
    /// longer: somebody has it, or it ended.
    CompletionStage<Optional<Integer>> lease(EntryId id, InstanceId instance);

    /// Puts an entry that is being delivered back in its place.
    ///
    /// @param reached whether a byte of it may have reached the agent
    CompletionStage<Boolean> release(EntryId id, boolean reached);

    /// Keeps the answer. Completes with false when the entry was not being delivered.
    CompletionStage<Boolean> complete(EntryId id, Answer answer);

    /// Gives an entry up, one in flight too. Completes with false when it had ended.
    ///
    /// @param detail one sentence for people
    CompletionStage<Boolean> abandon(EntryId id, EntryState.Reason reason, String detail);

    /// Forgets an entry that ended before its time. Completes with false when it is open or unknown.
    CompletionStage<Boolean> forget(EntryId id);

    /// Forgets all that ended so far of an agent before its time, piece by piece: nobody waits for it. Completes with
    /// how many these were.
    ///
    /// @param standings those meant; none means all that ended. What is open stays, whatever is said here
    CompletionStage<Long> forgetEnded(AgentId agent, Set<EntryQuery.Standing> standings);

    /// A place for a large body.
    Spool spool();

    /// As it is now.
    Optional<Entry> find(EntryId id);

    /// Empty when there is no such entry.
    ///
    /// @throws JournalFailure when its record is damaged
    Optional<Stored.Call> call(EntryId id);

    /// The head of a call, without its body, see [#call].
    default Optional<Bytes> head(EntryId id) {
        return call(id).map(Stored.Call::headAlone);
    }

    /// Empty when there is no such entry, or no answer.
    ///
    /// @throws JournalFailure when its record is damaged
    Optional<Stored.Response> response(EntryId id);

    /// For people: may lag a second behind.
    List<Entry> list(EntryQuery query);

    /// Every entry that has not ended, in the order of arrival. Those of former runs that were being delivered are
    /// given as such: their deliverer is dead.
    List<Entry> open();

    /// How many entries of an agent have not ended.
    long open(AgentId agent);

    /// Looks at every open entry: not for each call.
    JournalFigures figures();

    /// Why it takes nothing on; empty when it works. Never waits for the disk.
    default Optional<String> stalled() {
        return figures().stalled();
    }

    /// Returns when all that was asked for is on the disk.
    @Override
    void close();
}
