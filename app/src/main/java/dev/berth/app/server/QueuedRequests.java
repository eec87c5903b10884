package dev.berth.app.server;

import dev.berth.controlplane.requests.LiveRequests;
import dev.berth.domain.agent.AgentId;
import dev.berth.gateway.KeptCalls;
import dev.berth.gateway.line.Deliverer.Cancelled;
import dev.berth.journal.Admission;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.EntryQuery.Standing;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFailure;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// What people do with kept calls, told to the deliverer.
final class QueuedRequests implements LiveRequests {

    private static final Set<Standing> OPEN = EnumSet.of(Standing.ACCEPTED, Standing.DELIVERING);

    private final Journal journal;
    private final KeptCalls calls;
    private final Executor blocking;

    /// @param blocking runs what waits for the disk: a virtual thread for each
    QueuedRequests(Journal journal, KeptCalls calls, Executor blocking) {
        this.journal = journal;
        this.calls = calls;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<Replay> replay(EntryId id) {
        return CompletableFuture.supplyAsync(() -> journal.find(id), blocking).thenCompose(found -> {
            if (found.filter(Entry::isOpen).isPresent()) {
                return CompletableFuture.completedFuture(new Replay.StillOpen());
            }
            return calls.replay(id).thenApply(QueuedRequests::replayed);
        });
    }

    private static Replay replayed(Optional<Admission> admission) {
        return switch (admission.orElse(null)) {
            case null -> new Replay.Unknown();
            case Admission.Taken(Entry entry) -> new Replay.Taken(entry);
            case Admission.Full(String limit, long allowed) -> new Replay.Full(limit, allowed);
            case Admission.Repeats _, Admission.KeyConflict _ -> throw new IllegalStateException("a replay has no key");
        };
    }

    @Override
    public CompletionStage<Entry> ended(EntryId id) {
        return CompletableFuture.completedStage(id).thenComposeAsync(calls.deliverer()::ended, blocking);
    }

    @Override
    public CompletionStage<Cancellation> cancel(EntryId id, boolean force) {
        return CompletableFuture.supplyAsync(() -> cancelled(id, force), blocking);
    }

    private Cancellation cancelled(EntryId id, boolean force) {
        Cancelled cancelled = now(calls.deliverer().cancel(id, force));
        return switch (cancelled) {
            case DONE -> Cancellation.CANCELLED;
            case UNDER_WAY -> Cancellation.IN_FLIGHT;
            case UNKNOWN -> Cancellation.UNKNOWN;
            case TOO_LATE -> now(journal.forget(id)) ? Cancellation.FORGOTTEN : Cancellation.UNKNOWN;
        };
    }

    @Override
    public CompletionStage<Clearing> clear(AgentId agent, Set<Standing> standings, boolean force) {
        return CompletableFuture.supplyAsync(() -> cleared(agent, standings, force), blocking);
    }

    private Clearing cleared(AgentId agent, Set<Standing> standings, boolean force) {
        long cancelled = 0;
        long inFlight = 0;
        for (EntryId id : open(agent, standings)) {
            switch (now(calls.deliverer().cancel(id, force))) {
                case DONE -> cancelled++;
                case UNDER_WAY -> inFlight++;
                case TOO_LATE, UNKNOWN -> {
                    // It ended while we came to it.
                }
            }
        }
        Set<Standing> ended = EnumSet.copyOf(standings);
        ended.removeAll(OPEN);
        long forgotten = ended.isEmpty() ? 0 : now(journal.forgetEnded(agent, ended));
        return new Clearing(cancelled, forgotten, inFlight);
    }

    /// The open ones of these standings, all pages of them.
    private Set<EntryId> open(AgentId agent, Set<Standing> standings) {
        Set<Standing> wanted = EnumSet.copyOf(OPEN);
        wanted.retainAll(standings);
        Set<EntryId> found = new HashSet<>();
        if (wanted.isEmpty()) {
            return found;
        }
        @Nullable EntryId before = null;
        List<Entry> page;
        do {
            page = journal.list(new EntryQuery(agent, wanted, before, EntryQuery.LONGEST_PAGE));
            page.forEach(each -> found.add(each.id()));
            before = page.isEmpty() ? null : page.getLast().id();
        } while (page.size() == EntryQuery.LONGEST_PAGE);
        return found;
    }

    private static <T> T now(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof JournalFailure failure ? failure : e;
        }
    }
}
