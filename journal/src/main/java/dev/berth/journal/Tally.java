package dev.berth.journal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// Counts what happens to entries. For any thread.
public final class Tally {

    private final LongAdder accepted = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private final ConcurrentMap<EntryState.Reason, LongAdder> abandoned = new ConcurrentHashMap<>();

    public void accepted() {
        accepted.increment();
    }

    public void ended(EntryState.Ended end) {
        switch (end) {
            case EntryState.Completed _ -> completed.increment();
            case EntryState.Abandoned given ->
                abandoned.computeIfAbsent(given.reason(), _ -> new LongAdder()).increment();
        }
    }

    public JournalFigures.Counts counts() {
        Map<EntryState.Reason, Long> byReason = abandoned.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().sum()));
        return new JournalFigures.Counts(accepted.sum(), completed.sum(), byReason);
    }
}
