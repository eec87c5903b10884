package dev.berth.controlplane.requests;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.Journal;
import dev.berth.journal.Stored;
import java.util.List;
import java.util.Optional;

/// Reads from the journal, and leaves changes to whoever delivers.
public final class JournalDesk implements RequestDesk {

    private final Journal journal;
    private final LiveRequests live;
    private final CallbackDesk callbacks;

    public JournalDesk(Journal journal, LiveRequests live, CallbackDesk callbacks) {
        this.journal = journal;
        this.live = live;
        this.callbacks = callbacks;
    }

    @Override
    public Optional<Entry> find(AgentId agent, EntryId id) {
        return journal.find(id).filter(entry -> entry.agent().equals(agent));
    }

    @Override
    public List<Entry> list(EntryQuery query) {
        return journal.list(query);
    }

    @Override
    public Optional<Stored.Call> call(EntryId id) {
        return journal.call(id);
    }

    @Override
    public Optional<Stored.Response> response(EntryId id) {
        return journal.response(id);
    }

    @Override
    public CallbackDesk callbacks() {
        return callbacks;
    }

    @Override
    public LiveRequests live() {
        return live;
    }
}
