package dev.berth.gateway.line;

import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Who waits for an entry to end. Callers bound how many there are.
final class Endings {

    private final ConcurrentMap<EntryId, CompletableFuture<Entry>> awaited = new ConcurrentHashMap<>();

    /// Completes when the entry ends from now on. Take it before looking whether it has ended already.
    CompletableFuture<Entry> of(EntryId id) {
        return awaited.computeIfAbsent(id, _ -> new CompletableFuture<>());
    }

    void ended(Entry entry) {
        CompletableFuture<Entry> waiting = awaited.remove(entry.id());
        if (waiting != null) {
            waiting.complete(entry);
        }
    }

    /// It had ended before anybody waited.
    void forget(EntryId id) {
        awaited.remove(id);
    }
}
