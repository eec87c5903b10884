package dev.berth.controlplane.requests;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.EntryQuery.Standing;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Stored;
import dev.berth.journal.callbacks.Callback;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Knows no entry.
final class EmptyDesk implements RequestDesk, LiveRequests, CallbackDesk {

    @Override
    public Optional<Entry> find(AgentId agent, EntryId id) {
        return Optional.empty();
    }

    @Override
    public Optional<Callback> find(EntryId entry) {
        return Optional.empty();
    }

    @Override
    public Secret renewSecret(AgentId agent) {
        throw new JournalFailure("there is no journal");
    }

    @Override
    public CallbackDesk callbacks() {
        return this;
    }

    @Override
    public List<Entry> list(EntryQuery query) {
        return List.of();
    }

    @Override
    public Optional<Stored.Call> call(EntryId id) {
        return Optional.empty();
    }

    @Override
    public Optional<Stored.Response> response(EntryId id) {
        return Optional.empty();
    }

    @Override
    public LiveRequests live() {
        return this;
    }

    @Override
    public CompletionStage<Replay> replay(EntryId id) {
        return CompletableFuture.completedStage(new Replay.Unknown());
    }

    @Override
    public CompletionStage<Entry> ended(EntryId id) {
        return CompletableFuture.failedStage(new IllegalArgumentException("nothing is kept here"));
    }

    @Override
    public CompletionStage<Cancellation> cancel(EntryId id, boolean force) {
        return CompletableFuture.completedStage(Cancellation.UNKNOWN);
    }

    @Override
    public CompletionStage<Clearing> clear(AgentId agent, Set<Standing> standings, boolean force) {
        return CompletableFuture.completedStage(new Clearing(0, 0, 0));
    }
}
