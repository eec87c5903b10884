package dev.berth.gateway.line;

import dev.berth.journal.EntryId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// Cancellings of entries that are being delivered, while they are on their way to the disk. Until they are there, or
/// have failed, nobody knows whether such an entry has ended.
final class Recalls {

    private final ConcurrentMap<EntryId, CompletableFuture<Boolean>> pending = new ConcurrentHashMap<>();

    /// Asks for one; while there is another of the same entry, after that.
    CompletionStage<Boolean> ask(EntryId id, Supplier<CompletionStage<Boolean>> change) {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> other = pending.putIfAbsent(id, mine);
        if (other != null) {
            return other.handle((_, _) -> ask(id, change)).thenCompose(Function.identity());
        }
        change.get().whenComplete((done, failure) -> {
            pending.remove(id, mine);
            if (failure == null) {
                mine.complete(done);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    /// Completes when none of this entry is on its way. Never fails.
    CompletionStage<?> settled(EntryId id) {
        CompletableFuture<Boolean> on = pending.get(id);
        return on == null ? CompletableFuture.completedFuture(true) : on.handle((_, _) -> true);
    }
}
