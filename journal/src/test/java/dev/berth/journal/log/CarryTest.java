package dev.berth.journal.log;

import static dev.berth.journal.Offers.FIRST_RUN;
import static dev.berth.journal.Offers.NOON;
import static dev.berth.journal.Offers.RETENTION;
import static dev.berth.journal.Offers.SHOP;
import static dev.berth.journal.Offers.answer;
import static dev.berth.journal.Offers.head;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.journal.Body;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState.Completed;
import dev.berth.journal.EntryState.Delivering;
import dev.berth.journal.ManualClock;
import dev.berth.journal.sealing.JournalKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An entry that is carried forward while it changes.
class CarryTest {

    private static final EntryId ID = new EntryId(1, 7);

    @TempDir
    Path root;

    /// The sweep looks an entry up; it is completed, and the index learns that; then it is carried forward.
    @Test
    void carriesAnEntryAsItIsAndNotAsItWasWhenItWasLookedUp() throws Exception {
        JournalFolder folder = new JournalFolder(root);
        JournalKey key = JournalKey.in(Files.createDirectories(folder.path()), folder.box());
        SegmentFolder segments = new SegmentFolder(folder.path().resolve("segments"), key, Disk.REAL);
        SpoolFolder spool = new SpoolFolder(folder.path().resolve("bodies"), key, Disk.REAL);
        try (EntryIndex index = EntryIndex.open(folder.path().resolve("index.db"))) {
            Entries entries = new Entries(
                    index,
                    spool,
                    new Recovery.Found(index, List.of(), List.of(), Position.START, 0, 0),
                    LogSettings.DEFAULTS.longestLag());
            Writer idle = new Writer(segments, segments.create(1, SegmentHead.BYTES, 0), LogSettings.DEFAULTS, entries);
            Entry open = new Entry(
                    ID, SHOP, NOON, NOON.plusSeconds(60), RETENTION, 10, new Delivering(1, FIRST_RUN, NOON), null);
            LogRecord.Call call = new LogRecord.Call(open, null, head(), Body.EMPTY);
            Tracked lookedUp = Tracked.of(call).settled(RecordType.CALL, new Location(1, 64, 100), null);
            Tracked ended = lookedUp.after(new LogRecord.Completion(answer("done"), NOON))
                    .orElseThrow()
                    .settled(RecordType.COMPLETION, new Location(2, 64, 100), lookedUp);
            index.put(List.of(ended), new Position(2, 164));

            entries.carry(lookedUp, call, null, idle);

            assertThat(entries.find(ID, new ManualClock().instant())
                            .orElseThrow()
                            .entry()
                            .state())
                    .isInstanceOf(Completed.class);
        }
        segments.close();
    }
}
