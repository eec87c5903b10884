package dev.berth.journal.log;

import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes an entry's records once more at the log's end, so that the segment that holds them may go.
///
/// An open entry whose call cannot be read any more can never be delivered: it ends as damaged, and what is carried
/// forward is that. An ended one whose records cannot be read is left behind.
final class Carrier {

    private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);

    private final SegmentFolder segments;
    private final Entries entries;
    private final Writer writer;
    private final InstantSource clock;

    Carrier(SegmentFolder segments, Entries entries, Writer writer, InstantSource clock) {
        this.segments = segments;
        this.entries = entries;
        this.writer = writer;
        this.clock = clock;
    }

    /// @param carried gets what completes when the entry is in its new place
    /// @return false when the entry is left behind
    boolean carry(Tracked tracked, List<CompletableFuture<Location>> carried) {
        EntryId id = tracked.entry().id();
        Location place = tracked.call();
        Location answer = tracked.answer();
        if (place == null) {
            return false;
        }
        try {
            LogRecord.Call call = (LogRecord.Call) segments.read(id, place);
            LogRecord completion = answer == null ? null : segments.read(id, answer);
            carried.addAll(entries.carry(tracked, call, completion, writer));
            return true;
        } catch (SegmentFolder.Damaged e) {
            LOG.atWarn()
                    .addKeyValue("entry", id)
                    .addKeyValue("reason", e.getMessage())
                    .log("journal entry was lost");
            return tracked.entry().isOpen() && carriedAsDamaged(tracked, carried);
        }
    }

    /// It may have ended meanwhile: then it stays as it ended, and only its records are gone.
    private boolean carriedAsDamaged(Tracked tracked, List<CompletableFuture<Location>> carried) {
        Entry entry = tracked.entry();
        LogRecord.Abandonment end = new LogRecord.Abandonment(
                EntryState.Reason.DAMAGED, "Its record in the journal cannot be read any more.", clock.instant());
        entries.change(entry.id(), end, writer);
        LogRecord.Call empty = new LogRecord.Call(entry, tracked.key(), Bytes.EMPTY, Body.EMPTY);
        carried.addAll(entries.carry(tracked, empty, null, writer));
        return true;
    }
}
