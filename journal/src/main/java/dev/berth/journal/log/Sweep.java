package dev.berth.journal.log;

import dev.berth.journal.JournalFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets go of what has expired: the oldest segment goes when nothing in it is needed any more. What is still needed is
/// carried forward once it is the smaller part, or once the journal is larger than it may be; in the latter case ended
/// entries go before their time.
///
/// A pass does a bounded piece of work; nobody waits for it.
final class Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private static final int PAGE = 500;
    private static final long CARRIED_PART = 4; // a segment of which at most this part is needed is carried
    private static final Duration AT_ONCE = Duration.ofMillis(20);
    private static final Duration WRITING = Duration.ofSeconds(30);

    private final SegmentFolder segments;
    private final SpoolFolder spool;
    private final EntryIndex index;
    private final Entries entries;
    private final Carrier carrier;
    private final LogSettings settings;
    private final InstantSource clock;

    Sweep(
            SegmentFolder segments,
            SpoolFolder spool,
            EntryIndex index,
            Entries entries,
            Carrier carrier,
            LogSettings settings,
            InstantSource clock) {
        this.segments = segments;
        this.spool = spool;
        this.index = index;
        this.entries = entries;
        this.carrier = carrier;
        this.settings = settings;
        this.clock = clock;
    }

    /// @return soon when there is more to do
    Duration pass() throws InterruptedException {
        List<Long> numbers = segments.numbers();
        if (numbers.size() < 2) { // the last one is being written
            return settings.sweepPause();
        }
        long oldest = numbers.getFirst();
        if (oldest >= index.position().segment()) { // the index does not know all of it yet
            return settings.sweepPause();
        }
        Instant now = clock.instant();
        EntryIndex.Needed needed = index.needed(oldest, now);
        if (needed.entries() == 0) {
            delete(oldest);
            removeRows(oldest, now);
            return AT_ONCE;
        }
        boolean tooLarge = bytes(numbers) > settings.largest();
        if (!tooLarge && needed.bytes() * CARRIED_PART > segments.size(oldest)) {
            return settings.sweepPause();
        }
        return emptied(oldest, tooLarge, now) ? AT_ONCE : settings.sweepPause();
    }

    private long bytes(List<Long> numbers) {
        return numbers.stream().mapToLong(segments::size).sum() + spool.bytes();
    }

    /// Carries forward what is needed, drops the rest, and then the segment.
    private boolean emptied(long segment, boolean openOnly, Instant now) throws InterruptedException {
        long after = 0;
        List<Tracked> page = index.inSegment(segment, after, PAGE);
        while (!page.isEmpty()) {
            List<Tracked> dropped = new ArrayList<>();
            List<CompletableFuture<Location>> carried = new ArrayList<>();
            for (Tracked each : page) {
                boolean needed = each.entry().isOpen() || (!openOnly && each.isKnownAt(now));
                if (!needed || !carrier.carry(each, carried)) {
                    dropped.add(each);
                }
            }
            await(carried);
            remove(dropped);
            after = page.getLast().entry().id().sequence();
            page = index.inSegment(segment, after, PAGE);
        }
        entries.flush();
        if (!index.inSegment(segment, 0, 1).isEmpty()) {
            return false;
        }
        LOG.atInfo()
                .addKeyValue("segment", segment)
                .addKeyValue("reason", openOnly ? "the journal is as large as it may be" : "little of it is needed")
                .log("journal segment was emptied");
        delete(segment);
        return true;
    }

    private void await(List<CompletableFuture<Location>> carried) throws InterruptedException {
        try {
            CompletableFuture.allOf(carried.toArray(CompletableFuture[]::new))
                    .get(WRITING.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new JournalFailure("carry entries forward", e);
        }
        entries.flush();
    }

    private void removeRows(long segment, Instant now) {
        List<Tracked> page = index.inSegment(segment, 0, PAGE);
        while (!page.isEmpty() && page.stream().noneMatch(each -> each.isKnownAt(now))) {
            remove(page);
            page = index.inSegment(segment, 0, PAGE);
        }
    }

    /// Rows first: a body without an entry is found at the next start, an entry without its body is a loss.
    private void remove(List<Tracked> dropped) {
        index.remove(dropped.stream().map(each -> each.entry().id()).toList());
        dropped.forEach(entries::deleteBodies);
    }

    private void delete(long segment) {
        try {
            segments.delete(segment);
        } catch (IOException e) {
            throw new UncheckedIOException("delete segment " + segment, e);
        }
    }
}
