package dev.berth.journal.log;

import static dev.berth.journal.Offers.call;
import static dev.berth.journal.Offers.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.sealing.JournalKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of the zeros that stand where the next records are to come.
class RoomAheadTest {

    private static final LogSettings ROOMY = LogSettings.DEFAULTS.roomBytes(20_000);

    @TempDir
    Path root;

    private final List<Entry> entries = new ArrayList<>();
    private JournalFolder crashed;

    @BeforeEach
    void aCrashedJournal() throws IOException {
        JournalFolder folder = new JournalFolder(root);
        try (SegmentJournal journal = folder.open(ROOMY, Disk.REAL)) {
            for (int i = 0; i < 5; i++) {
                entries.add(taken(journal, call("body " + i)));
            }
            crashed = folder.copy("crashed");
        }
    }

    private record Found(List<EntryId> entries, List<Long> ends, int damages) {}

    /// What a scan of the crashed journal's log finds.
    private Found found() throws IOException {
        Path folder = crashed.segments().getLast().resolveSibling(".");
        List<EntryId> found = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        int[] damages = new int[1];
        try (SegmentFolder segments =
                new SegmentFolder(folder, JournalKey.in(crashed.path(), crashed.box()), Disk.REAL)) {
            segments.scan(1, 0, Long.MAX_VALUE, new SegmentScan.Visitor() {
                @Override
                public void record(Location location, Frame frame, LogRecord record) {
                    found.add(frame.entry());
                    ends.add(location.end());
                }

                @Override
                public void damage(long segment, long from, long to, String what) {
                    damages[0]++;
                }
            });
        }
        return new Found(found, ends, damages[0]);
    }

    @Test
    void losesNoWholeRecordWhereverThePowerCutLeftZeros() throws IOException {
        Found whole = found();
        assertThat(whole.entries()).hasSize(5);
        byte[] log = Files.readAllBytes(crashed.segments().getLast());

        for (int cut = Math.toIntExact(whole.ends().getLast());
                cut >= whole.ends().get(2);
                cut--) {
            byte[] zeroed = log.clone();
            Arrays.fill(zeroed, cut, log.length, (byte) 0);
            Files.write(crashed.segments().getLast(), zeroed);

            Found left = found();

            long end = cut;
            int kept = (int) whole.ends().stream().filter(each -> each <= end).count();
            assertThat(left.entries())
                    .as("zeros from " + cut)
                    .isEqualTo(whole.entries().subList(0, kept));
            assertThat(left.damages())
                    .as("zeros from " + cut)
                    .isEqualTo(whole.ends().contains((long) cut) ? 0 : 1);
        }
    }

    @Test
    void isNoDamageAfterACrash() throws IOException {
        assertThat(Files.size(crashed.segments().getLast())).isGreaterThan(20_000);
        for (int run = 0; run < 2; run++) {
            try (SegmentJournal again = crashed.open(ROOMY, Disk.REAL)) {
                assertThat(again.figures().damaged()).isZero();
                assertThat(again.open()).isEqualTo(entries);
                entries.add(taken(again, call("later " + run)));
            }
            crashed.removeIndex();
        }
    }

    @Test
    void isGivenBackWhenASegmentEnds() throws IOException {
        try (SegmentJournal journal = crashed.open(JournalFolder.SMALL.roomBytes(20_000), Disk.REAL)) {
            for (int i = 0; i < 50; i++) {
                taken(journal, call("more " + i));
            }
        }

        List<Path> segments = crashed.segments();
        assertThat(segments).hasSizeGreaterThan(2);
        for (Path ended : segments.subList(1, segments.size())) {
            assertThat(Files.size(ended)).isLessThan(10_000);
        }
    }
}
