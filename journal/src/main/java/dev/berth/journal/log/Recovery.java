package dev.berth.journal.log;

import dev.berth.journal.EntryId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Finds out at a start what the journal holds: what the index knows, and what the log says after that.
final class Recovery implements SegmentScan.Visitor {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int CHANGES = 100_000; // more of them go to the index while the log is read

    private final SegmentFolder folder;
    private final EntryIndex index;
    private final Map<EntryId, Tracked> open = new HashMap<>();
    private final Map<EntryId, Tracked> changed = new LinkedHashMap<>();
    private Position position;
    private long lastSequence;
    private long damaged;

    private Recovery(SegmentFolder folder, EntryIndex index) {
        this.folder = folder;
        this.index = index;
        this.position = index.position();
        this.lastSequence = index.lastSequence();
    }

    /// What was found.
    ///
    /// @param open entries that have not ended, in the order of arrival
    /// @param changed entries that the index does not know, or knows as they were
    /// @param end of the last record
    /// @param damaged records that could not be read
    record Found(
            EntryIndex index,
            List<Tracked> open,
            List<Tracked> changed,
            Position end,
            long lastSequence,
            long damaged) {}

    static Found run(SegmentFolder folder, Path indexFile) throws IOException {
        List<Long> segments = folder.numbers();
        EntryIndex index = EntryIndex.open(indexFile);
        Position known = index.position();
        boolean foreign = known.segment() > 0
                && (!segments.contains(known.segment()) || folder.size(known.segment()) < known.offset());
        boolean lacking = known.segment() == 0 && !segments.isEmpty();
        if (foreign) {
            index.close();
            index = EntryIndex.anew(indexFile);
        }
        if (foreign || lacking) {
            LOG.atLevel(foreign ? Level.WARN : Level.INFO)
                    .addKeyValue("segments", segments.size())
                    .log("journal index is made again from the log");
        }
        return new Recovery(folder, index).read(segments);
    }

    private Found read(List<Long> segments) throws IOException {
        index.open(each -> open.put(each.entry().id(), each));
        Position from = position;
        for (int i = 0; i < segments.size(); i++) {
            long number = segments.get(i);
            if (number >= from.segment()) {
                read(number, number == from.segment() ? from.offset() : 0, limit(segments, i));
            }
        }
        List<Tracked> inOrder = new ArrayList<>(open.values());
        inOrder.sort((one, other) -> one.entry().id().compareTo(other.entry().id()));
        return new Found(index, inOrder, List.copyOf(changed.values()), position, lastSequence, damaged);
    }

    /// A file that the power cut left without its head was never anything: nobody was told of what it was to hold.
    private void read(long number, long from, long limit) throws IOException {
        long size = folder.size(number);
        if (folder.head(number).isPresent()) {
            folder.scan(number, from, limit, this);
        } else if (size > SegmentHead.BYTES) {
            damage(number, 0, size, "it does not begin as a segment");
        }
    }

    /// Up to where a segment counts: the head of the next one may say so.
    private long limit(List<Long> segments, int at) {
        if (at + 1 == segments.size()) {
            return Long.MAX_VALUE;
        }
        return folder.head(segments.get(at + 1))
                .map(SegmentHead::previousEnd)
                .filter(end -> end > 0)
                .orElse(Long.MAX_VALUE);
    }

    @Override
    public void record(Location location, Frame frame, LogRecord record) {
        EntryId id = frame.entry();
        boolean unseen = record instanceof LogRecord.Call && id.sequence() > lastSequence;
        Optional<Tracked> before = unseen ? Optional.empty() : known(id);
        Optional<Tracked> after = before.isEmpty() && record instanceof LogRecord.Call call
                ? Optional.of(Tracked.of(call))
                : before.flatMap(each -> each.replayed(record));
        if (after.isPresent()) {
            Tracked now = after.get().settled(frame.type(), location, before.orElse(null));
            changed.put(id, now);
            if (now.entry().isOpen()) {
                open.put(id, now);
            } else {
                open.remove(id);
            }
        }
        lastSequence = Math.max(lastSequence, id.sequence());
        position = new Position(location.segment(), location.end());
        if (changed.size() >= CHANGES) {
            save();
        }
    }

    private Optional<Tracked> known(EntryId id) {
        Tracked recent = changed.get(id);
        if (recent == null) {
            recent = open.get(id);
        }
        return recent == null ? index.find(id) : Optional.of(recent);
    }

    @Override
    public void damage(long segment, long from, long to, String what) {
        damaged++;
        LOG.atError()
                .addKeyValue("segment", folder.path(segment))
                .addKeyValue("from", from)
                .addKeyValue("to", to)
                .addKeyValue("reason", what)
                .log("journal record is damaged and was passed over");
    }

    private void save() {
        index.put(changed.values(), position);
        changed.clear();
    }
}
