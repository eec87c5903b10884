package dev.berth.journal.log;

import dev.berth.journal.Admission;
import dev.berth.journal.Body;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Offer;
import dev.berth.journal.sealing.JournalKey;
import dev.berth.journal.sealing.KeyMark;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Takes calls on: one execution for a key, so much for an agent, and a place on the disk.
final class Intake {

    private final Entries entries;
    private final Writer writer;
    private final SpoolFolder spool;
    private final JournalKey key;
    private final InstantSource clock;
    private final Executor lookups;
    private final AtomicLong sequence;
    private final ConcurrentMap<EntryId, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    Intake(
            Entries entries,
            Writer writer,
            SpoolFolder spool,
            JournalKey key,
            InstantSource clock,
            Executor lookups,
            long lastSequence) {
        this.entries = entries;
        this.writer = writer;
        this.spool = spool;
        this.key = key;
        this.clock = clock;
        this.lookups = lookups;
        this.sequence = new AtomicLong(lastSequence);
    }

    CompletionStage<Admission> accept(Offer offer) {
        return considered(offer).whenComplete((admission, _) -> settle(offer, admission instanceof Admission.Taken));
    }

    /// Whose body is taken on stays; any other goes.
    private void settle(Offer offer, boolean taken) {
        if (offer.body() instanceof Body.Spooled body) {
            spool.settle(body.name(), taken);
        }
    }

    private CompletionStage<Admission> considered(Offer offer) {
        String obstacle = writer.obstacle() != null ? writer.obstacle() : entries.obstacle();
        if (obstacle != null) {
            return CompletableFuture.failedFuture(new JournalFailure("nothing can be taken on now: " + obstacle));
        }
        Offer.Key given = offer.key();
        return given == null ? take(offer, null, nextId()) : takeOnce(offer, key.mark(offer.agent(), given));
    }

    private EntryId nextId() {
        return new EntryId(sequence.incrementAndGet(), JournalKey.randomLong());
    }

    private CompletionStage<Admission> takeOnce(Offer offer, KeyMark mark) {
        EntryId id = nextId();
        CompletableFuture<Void> settled = new CompletableFuture<>();
        underWay.put(id, settled);
        Optional<EntryId> holder = entries.claim(mark, id);
        if (holder.isPresent()) {
            underWay.remove(id);
            return repeated(offer, mark, holder.get());
        }
        return CompletableFuture.supplyAsync(() -> entries.findByKey(mark, clock.instant()), lookups)
                .thenCompose(former -> former.isEmpty() ? take(offer, mark, id) : known(former.get(), mark, id))
                .whenComplete((_, failure) -> {
                    underWay.remove(id);
                    if (failure != null) {
                        entries.unclaim(mark, id);
                    }
                    settled.complete(null);
                });
    }

    private CompletionStage<Admission> known(Tracked former, KeyMark mark, EntryId id) {
        entries.unclaim(mark, id);
        return CompletableFuture.completedFuture(same(former, mark));
    }

    /// Somebody has the key, perhaps on his way to the disk: whoever comes second learns what became of the first.
    private CompletionStage<Admission> repeated(Offer offer, KeyMark mark, EntryId holder) {
        CompletableFuture<Void> first = underWay.get(holder);
        if (first != null) {
            return first.thenCompose(_ -> considered(offer));
        }
        return CompletableFuture.supplyAsync(() -> entries.find(holder, clock.instant()), lookups)
                .thenCompose(found -> found.isEmpty()
                        ? consideredWithout(holder, offer, mark)
                        : CompletableFuture.completedFuture(same(found.get(), mark)));
    }

    /// Whoever had the key has expired, or was never taken on.
    private CompletionStage<Admission> consideredWithout(EntryId holder, Offer offer, KeyMark mark) {
        entries.unclaim(mark, holder);
        return considered(offer);
    }

    private static Admission same(Tracked former, KeyMark mark) {
        KeyMark known = former.key();
        return known != null && known.fingerprint().equals(mark.fingerprint())
                ? new Admission.Repeats(former.entry())
                : new Admission.KeyConflict(former.entry().id());
    }

    private CompletionStage<Admission> take(Offer offer, @Nullable KeyMark mark, EntryId id) {
        Optional<Admission.Full> full = entries.loads().enter(offer);
        if (full.isPresent()) {
            giveUp(mark, id);
            return CompletableFuture.completedFuture(full.get());
        }
        Entry entry = entry(offer, id);
        return entries.add(new LogRecord.Call(entry, mark, offer.head(), offer.body()), writer)
                .handle((_, failure) -> {
                    if (failure == null) {
                        return new Admission.Taken(entry);
                    }
                    entries.drop(id);
                    entries.loads().leave(offer.agent(), offer.bytes());
                    giveUp(mark, id);
                    throw failure instanceof JournalFailure known
                            ? known
                            : new JournalFailure("take a call on", failure);
                });
    }

    private Entry entry(Offer offer, EntryId id) {
        Instant now = clock.instant();
        EntryState.Accepted accepted = new EntryState.Accepted(0);
        EntryState state = offer.deliveredTo() == null ? accepted : accepted.delivering(offer.deliveredTo(), now);
        return new Entry(
                id,
                offer.agent(),
                now,
                offer.terms().deadline(),
                offer.terms().retention(),
                offer.bytes(),
                state,
                offer.replayOf());
    }

    private void giveUp(@Nullable KeyMark mark, EntryId id) {
        if (mark != null) {
            entries.unclaim(mark, id);
        }
    }
}
