package dev.berth.journal.memory;

import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Tally;
import dev.berth.journal.memory.MemoryDisk.Kept;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Changes on their way to a [MemoryDisk], in the order in which they were asked for.
final class PendingChanges {

    private final MemoryDisk disk;
    private final Tally tally;
    /// The state that entries will have when all was written.
    private final Map<EntryId, Kept> asked = new TreeMap<>();
    private final Deque<Change<?>> waiting = new ArrayDeque<>();
    private final Deque<Change<?>> untold = new ArrayDeque<>();

    PendingChanges(MemoryDisk disk, Tally tally) {
        this.disk = disk;
        this.tally = tally;
        disk.kept().forEach(each -> asked.put(each.entry().id(), each));
    }

    /// @param after what is written; null when that is nothing, and its place in the order is all that counts
    /// @param isCall whether a call is to be taken on
    record Change<T>(@Nullable Kept after, boolean isCall, T result, CompletableFuture<T> told) {

        Change(@Nullable Kept after, boolean isCall, T result) {
            this(after, isCall, result, new CompletableFuture<>());
        }

        void tell() {
            told.complete(result);
        }
    }

    Stream<Kept> asked() {
        return asked.values().stream();
    }

    @Nullable
    Kept askedOrNull(EntryId id) {
        return asked.get(id);
    }

    int waiting() {
        return waiting.size();
    }

    <T> CompletableFuture<T> add(Change<T> change) {
        if (change.after() != null) {
            asked.put(change.after().entry().id(), change.after());
        }
        waiting.add(change);
        return change.told();
    }

    void write(int most) {
        for (int left = most; left > 0 && !waiting.isEmpty(); left--) {
            Change<?> next = waiting.remove();
            if (next.after() != null) {
                count(next.after().entry());
                disk.write(next.after());
            }
            untold.add(next);
        }
    }

    private void count(Entry after) {
        if (disk.find(after.id()) == null) {
            tally.accepted();
        }
        if (after.state() instanceof EntryState.Ended end) {
            tally.ended(end);
        }
    }

    void tell() {
        List<Change<?>> now = List.copyOf(untold);
        untold.clear();
        now.forEach(Change::tell);
    }

    void fail(boolean onlyCalls) {
        List<Change<?>> failed =
                waiting.stream().filter(each -> each.isCall() || !onlyCalls).toList();
        waiting.removeAll(failed);
        failed.forEach(this::undo);
        failed.forEach(each -> each.told().completeExceptionally(new JournalFailure("the disk failed")));
    }

    private void undo(Change<?> change) {
        if (change.after() == null) {
            return;
        }
        EntryId id = change.after().entry().id();
        Kept written = disk.find(id);
        if (written == null) {
            asked.remove(id);
            disk.deleteBody(change.after().body());
        } else {
            asked.put(id, written);
        }
    }

    void forget(EntryId id) {
        asked.remove(id);
        disk.delete(id);
    }
}
