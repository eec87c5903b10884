package dev.berth.journal.log;

import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.Tally;
import dev.berth.journal.limits.AgentLoads;
import dev.berth.journal.sealing.KeyMark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The entries in memory: all open ones, and those that ended and are not in the index yet. The others are in the
/// index.
///
/// A change is queued for the disk while its entry is held, so that the log has an entry's records in their order.
final class Entries implements Writer.Listener {

    private final EntryIndex index;
    private final SpoolFolder spool;
    private final IndexFeed feed;
    private final int longestLag;
    private final AgentLoads loads = new AgentLoads();
    private final Tally tally = new Tally();
    private final Map<EntryId, Live> live = new ConcurrentHashMap<>();
    private final Map<String, EntryId> keys = new ConcurrentHashMap<>();
    private List<Tracked> batch = new ArrayList<>();

    /// @param found what a start begins with
    Entries(EntryIndex index, SpoolFolder spool, Recovery.Found found, int longestLag) {
        this.longestLag = longestLag;
        this.index = index;
        this.spool = spool;
        this.feed = new IndexFeed(index, this::indexed);
        for (Tracked each : found.open()) {
            live.put(each.entry().id(), new Live(each, each));
            loads.found(each.entry());
        }
        for (Tracked each : found.changed()) {
            live.put(each.entry().id(), new Live(each, each));
            KeyMark mark = each.key();
            if (mark != null) {
                keys.put(mark.key(), each.entry().id());
            }
        }
        feed.add(found.changed(), found.end());
    }

    AgentLoads loads() {
        return loads;
    }

    /// Why nothing can be taken on now; null when it can. What the index lacks is in memory.
    @Nullable
    String obstacle() {
        int lag = feed.lag();
        return lag > longestLag ? "the journal's index lags behind by " + lag + " entries" : null;
    }

    Tally tally() {
        return tally;
    }

    /// When the oldest open entry was taken on.
    Optional<Instant> oldestOpen() {
        return live.values().stream()
                .map(each -> each.asked().entry())
                .filter(Entry::isOpen)
                .map(Entry::acceptedAt)
                .min(Instant::compareTo);
    }

    /// Whose call has this key at the moment, if it is not in the index.
    ///
    /// @return the entry that had it before; empty when it is this one's now
    Optional<EntryId> claim(KeyMark mark, EntryId id) {
        return Optional.ofNullable(keys.putIfAbsent(mark.key(), id));
    }

    void unclaim(KeyMark mark, EntryId id) {
        keys.remove(mark.key(), id);
    }

    /// Queues a call that nobody knows yet.
    CompletableFuture<Location> add(LogRecord.Call call, Writer writer) {
        Tracked tracked = Tracked.of(call);
        Pending pending = Pending.of(call, tracked, true);
        EntryId id = call.entry().id();
        live.put(id, new Live(tracked, null));
        writer.add(pending);
        return pending.written();
    }

    /// Forgets a call that did not get to the disk.
    void drop(EntryId id) {
        live.remove(id);
    }

    /// Queues a change. Completes with the entry after it, empty when the entry is past that.
    CompletionStage<Optional<Tracked>> change(EntryId id, LogRecord record, Writer writer) {
        return change(id, null, record, writer);
    }

    /// Queues that an ended entry is forgotten. Completes with false when it is open or unknown.
    CompletionStage<Boolean> forget(EntryId id, Instant now, Writer writer) {
        Optional<Tracked> found = find(id, now);
        return found.isEmpty()
                ? CompletableFuture.completedFuture(false)
                : change(id, found.get(), new LogRecord.Removal(), writer).thenApply(Optional::isPresent);
    }

    /// @param indexed the entry, if it may be in the index alone
    private CompletionStage<Optional<Tracked>> change(
            EntryId id, @Nullable Tracked indexed, LogRecord record, Writer writer) {
        Pending[] queued = new Pending[1];
        live.compute(id, (_, inMemory) -> {
            Live known = inMemory == null && indexed != null ? new Live(indexed, indexed) : inMemory;
            if (known == null) {
                return null;
            }
            Optional<Tracked> after = known.asked().after(record);
            if (after.isEmpty()) {
                return inMemory;
            }
            queued[0] = Pending.of(record, after.get(), false);
            writer.add(queued[0]);
            return known.asking(after.get());
        });
        Pending pending = queued[0];
        return pending == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : pending.written().thenApply(_ -> Optional.of(pending.after()));
    }

    /// Queues an entry's records once more, with the state that it has by now, so that their places become new ones.
    ///
    /// @param known what the index says of it
    List<CompletableFuture<Location>> carry(
            Tracked known, LogRecord.Call call, @Nullable LogRecord completion, Writer writer) {
        List<CompletableFuture<Location>> carried = new ArrayList<>();
        live.compute(known.entry().id(), (_, now) -> {
            Live entry = now == null ? indexed(known) : now;
            LogRecord.Call again =
                    new LogRecord.Call(entry.asked().entry(), entry.asked().key(), call.head(), call.body());
            List<LogRecord> records = completion == null ? List.of(again) : List.of(again, completion);
            for (LogRecord record : records) {
                Pending pending = Pending.of(record, entry.asked(), false);
                writer.add(pending);
                carried.add(pending.written());
            }
            return entry;
        });
        return carried;
    }

    /// An entry that is not in memory is as the index has it now: it may have ended since it was looked up there.
    private Live indexed(Tracked former) {
        Tracked known = index.find(former.entry().id()).orElse(former);
        return new Live(known, known);
    }

    /// As it is on the disk.
    Optional<Tracked> find(EntryId id, Instant now) {
        Live known = live.get(id);
        Optional<Tracked> found = known == null ? index.find(id) : Optional.ofNullable(known.written());
        return found.filter(each -> each.isKnownAt(now));
    }

    /// The entry that had this key before those in memory.
    Optional<Tracked> findByKey(KeyMark mark, Instant now) {
        return index.findByKey(mark.key())
                .flatMap(each -> find(each.entry().id(), now))
                .filter(each -> each.key() != null);
    }

    @Override
    public void written(Pending pending, Location place) {
        EntryId id = pending.entry();
        boolean[] begun = new boolean[1];
        boolean[] ended = new boolean[1];
        Live now = live.computeIfPresent(id, (_, known) -> {
            Tracked before = known.written();
            Tracked after = pending.after().settled(pending.type(), place, before);
            begun[0] = before == null;
            ended[0] =
                    !after.entry().isOpen() && (before == null || before.entry().isOpen());
            return known.wrote(after);
        });
        if (now == null || now.written() == null) {
            return;
        }
        batch.add(now.written());
        if (begun[0]) {
            tally.accepted();
        }
        if (ended[0] && now.written().entry().state() instanceof EntryState.Ended end) {
            loads.leave(now.asked().entry().agent(), now.asked().entry().bytes());
            tally.ended(end);
        }
        if (pending.type() == RecordType.REMOVAL) {
            deleteBodies(now.written());
        }
    }

    @Override
    public void synced(Position position) {
        feed.add(batch, position);
        batch = new ArrayList<>();
    }

    void flush() {
        feed.flush();
    }

    private void indexed(Collection<Tracked> known) {
        for (Tracked each : known) {
            Entry entry = each.entry();
            Live now = live.get(entry.id());
            if (now != null && now.isSettled() && each.equals(now.written()) && live.remove(entry.id(), now)) {
                KeyMark mark = now.asked().key();
                if (mark != null) {
                    keys.remove(mark.key(), entry.id());
                }
            }
        }
    }

    void deleteBodies(Tracked tracked) {
        tracked.spools().forEach(spool::delete);
    }

    /// The names of all bodies that belong to an entry.
    Set<String> spooled() {
        Set<String> names = index.spooled();
        live.values().forEach(each -> names.addAll(each.asked().spools()));
        return names;
    }
}
