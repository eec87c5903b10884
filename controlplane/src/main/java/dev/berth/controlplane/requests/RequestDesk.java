package dev.berth.controlplane.requests;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.Stored;
import java.util.List;
import java.util.Optional;

/// The calls to agents that are kept, as the API shows and changes them.
///
/// Reading blocks, for virtual threads, and throws a [dev.berth.journal.JournalFailure] when the disk does not answer.
/// [JournalDesk] is the real one.
public interface RequestDesk {

    /// Where no call was ever kept.
    RequestDesk EMPTY = new EmptyDesk();

    /// As it is now. Empty when there is no such entry, or when it is another agent's.
    Optional<Entry> find(AgentId agent, EntryId id);

    /// Newest first; may lag a second behind.
    List<Entry> list(EntryQuery query);

    /// The call itself; its body is to be closed.
    ///
    /// @throws dev.berth.journal.JournalFailure when its record is damaged
    Optional<Stored.Call> call(EntryId id);

    /// The answer that was kept; its body is to be closed. Empty when there is none.
    ///
    /// @throws dev.berth.journal.JournalFailure when its record is damaged
    Optional<Stored.Response> response(EntryId id);

    /// What is owed to callers who want to be told.
    CallbackDesk callbacks();

    /// What changes entries.
    LiveRequests live();
}
