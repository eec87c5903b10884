package dev.berth.gateway;

import dev.berth.domain.agent.JournalTerms;
import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Offer;
import dev.berth.journal.Spool;
import dev.berth.journal.Stored;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Makes new calls of old ones: the same head and body, a new entry that names the old one.
final class Replays {

    private final Journal journal;
    private final Delivering delivering;
    private final InstantSource clock;

    Replays(Journal journal, Delivering delivering, InstantSource clock) {
        this.journal = journal;
        this.delivering = delivering;
        this.clock = clock;
    }

    /// How a call is tried and kept.
    static Offer.Terms terms(JournalTerms terms, Instant now) {
        return new Offer.Terms(
                now.plus(terms.deadline()),
                terms.retention(),
                terms.maxEntries(),
                terms.maxBytes().bytes());
    }

    /// Blocks while it copies a large body. Empty when the old call or its agent is gone.
    ///
    /// @throws JournalFailure when the old call's record is damaged
    Optional<Offer> offer(EntryId old) {
        Optional<Entry> entry = journal.find(old);
        Optional<AgentRoute> route = entry.flatMap(each -> delivering.route(each.agent()));
        Optional<Stored.Call> call = route.isEmpty() ? Optional.empty() : journal.call(old);
        return call.map(found -> new Offer(
                route.orElseThrow().agent(),
                found.head(),
                copy(found),
                terms(route.orElseThrow().calls().journal(), clock.instant()),
                null,
                null,
                old));
    }

    private Body copy(Stored.Call call) {
        try (InputStream body = call.body()) {
            return call.bodyLength() <= KeptBodies.INLINE
                    ? new Body.Inline(Bytes.of(body.readAllBytes()))
                    : spooled(body);
        } catch (IOException e) {
            throw new JournalFailure("the body of the call is damaged or gone", e);
        }
    }

    private Body spooled(InputStream body) throws IOException {
        try (Spool spool = journal.spool()) {
            byte[] part = new byte[KeptBodies.INLINE];
            for (int read = body.read(part); read >= 0; read = body.read(part)) {
                spool.write(part, 0, read);
            }
            return spool.finish();
        }
    }
}
