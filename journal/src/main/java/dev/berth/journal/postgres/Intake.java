package dev.berth.journal.postgres;

import dev.berth.journal.Admission;
import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Offer;
import dev.berth.journal.limits.AgentLoads;
import dev.berth.journal.sealing.JournalKey;
import dev.berth.journal.sealing.KeyMark;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/// Takes calls on: so much for an agent, sealed before they wait in line.
///
/// Entries are numbered by microseconds since 1970, upwards within a server. Those of several servers are in the order
/// of their clocks.
final class Intake {

    private final BatchWriter writer;
    private final EntryReader reader;
    private final AgentLoads loads;
    private final Sealed sealed;
    private final JournalKey key;
    private final InstantSource clock;
    private final Executor lookups;
    private final AtomicLong sequence;

    Intake(
            BatchWriter writer,
            EntryReader reader,
            AgentLoads loads,
            Sealed sealed,
            JournalKey key,
            InstantSource clock,
            Executor lookups) {
        this.writer = writer;
        this.reader = reader;
        this.loads = loads;
        this.sealed = sealed;
        this.key = key;
        this.clock = clock;
        this.lookups = lookups;
        this.sequence = new AtomicLong(reader.highestSequence());
    }

    CompletionStage<Admission> accept(Offer offer) {
        String obstacle = writer.obstacle();
        if (obstacle != null) {
            return CompletableFuture.failedFuture(new JournalFailure("nothing can be taken on now: " + obstacle));
        }
        Offer.Key given = offer.key();
        KeyMark mark = given == null ? null : key.mark(offer.agent(), given);
        Optional<Admission.Full> full = loads.enter(offer);
        if (full.isPresent()) {
            return mark == null ? CompletableFuture.completedFuture(full.get()) : known(mark, full.get());
        }
        Entry entry = entry(offer);
        Bytes inline = offer.body() instanceof Body.Inline small ? small.bytes() : Bytes.EMPTY;
        String body = offer.body() instanceof Body.Spooled large ? large.name() : null;
        Bytes value = sealed.seal(entry.id(), Sealed.Part.CALL, offer.head(), inline);
        Change.Accept accept =
                new Change.Accept(entry, mark, value, body, offer.body().length(), new CompletableFuture<>());
        writer.add(accept);
        return accept.told();
    }

    /// A repeated call finds the first one even when its agent has no room.
    private CompletionStage<Admission> known(KeyMark mark, Admission.Full full) {
        return CompletableFuture.supplyAsync(() -> reader.byKey(mark, clock.instant()), lookups)
                .thenApply(holder -> holder.isPresent() ? holder.get().same(mark) : full);
    }

    private Entry entry(Offer offer) {
        Instant now = clock.instant();
        EntryState.Accepted accepted = new EntryState.Accepted(0);
        return new Entry(
                nextId(now),
                offer.agent(),
                now,
                offer.terms().deadline(),
                offer.terms().retention(),
                offer.bytes(),
                offer.deliveredTo() == null ? accepted : accepted.delivering(offer.deliveredTo(), now),
                offer.replayOf());
    }

    private EntryId nextId(Instant now) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        return new EntryId(sequence.updateAndGet(last -> Math.max(last + 1, micros)), JournalKey.randomLong());
    }
}
