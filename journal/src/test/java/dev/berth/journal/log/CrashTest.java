package dev.berth.journal.log;

import static dev.berth.journal.Offers.FIRST_RUN;
import static dev.berth.journal.Offers.answer;
import static dev.berth.journal.Offers.bytes;
import static dev.berth.journal.Offers.call;
import static dev.berth.journal.Offers.delivered;
import static dev.berth.journal.Offers.keyed;
import static dev.berth.journal.Offers.now;
import static dev.berth.journal.Offers.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.journal.Admission;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Spool;
import dev.berth.journal.sealing.JournalKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is left of a journal after a crash or damage.
class CrashTest {

    @TempDir
    Path root;

    /// A journal with some calls, as it lay on the disk after each of them.
    private record Filled(JournalFolder folder, List<Entry> entries, List<Long> ends) {

        byte[] log() throws IOException {
            return Files.readAllBytes(folder.segments().getLast());
        }

        /// The journal with another log, and no index.
        JournalFolder with(String name, byte[] log) throws IOException {
            JournalFolder changed = folder.copy(name);
            changed.removeIndex();
            Files.write(changed.segments().getLast(), log);
            return changed;
        }

        /// Which records of the log are found when it is read.
        List<EntryId> found(byte[] log, LongAdder damages) throws IOException {
            List<EntryId> found = new ArrayList<>();
            Path path = folder.segments().getLast();
            Files.write(path, log);
            JournalKey key = JournalKey.in(folder.path(), folder.box());
            try (SegmentFolder segments = new SegmentFolder(path.resolveSibling("."), key, Disk.REAL)) {
                segments.scan(1, 0, Long.MAX_VALUE, new SegmentScan.Visitor() {
                    @Override
                    public void record(Location location, Frame frame, LogRecord record) {
                        found.add(frame.entry());
                    }

                    @Override
                    public void damage(long segment, long from, long to, String what) {
                        damages.increment();
                    }
                });
            }
            return found;
        }

        List<EntryId> idsUpTo(long length) {
            return entries.stream()
                    .filter(each -> ends.get(entries.indexOf(each)) <= length)
                    .map(Entry::id)
                    .toList();
        }
    }

    private Filled filled(int calls) throws IOException {
        JournalFolder folder = new JournalFolder(root);
        List<Entry> entries = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        try (SegmentJournal journal = folder.open()) {
            for (int i = 0; i < calls; i++) {
                entries.add(taken(journal, call("body " + i)));
                ends.add(Files.size(folder.segments().getLast()));
            }
            return new Filled(folder.copy("crashed"), entries, ends);
        }
    }

    @Test
    void losesNoWholeRecordWhereverTheLogIsCut() throws IOException {
        Filled filled = filled(5);
        byte[] log = filled.log();

        for (int cut = log.length; cut >= SegmentHead.BYTES; cut--) {
            LongAdder damages = new LongAdder();
            assertThat(filled.found(Arrays.copyOf(log, cut), damages))
                    .as("cut at " + cut)
                    .isEqualTo(filled.idsUpTo(cut));
            assertThat(damages.sum()).as("cut at " + cut).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void losesOneRecordToADamagedByteWhereverItIs() throws IOException {
        Filled filled = filled(3);
        byte[] log = filled.log();
        List<EntryId> others =
                List.of(filled.entries().get(0).id(), filled.entries().get(2).id());

        for (long at = filled.ends().get(0); at < filled.ends().get(1); at++) {
            byte[] damaged = log.clone();
            damaged[(int) at] ^= 0x10;
            LongAdder damages = new LongAdder();
            assertThat(filled.found(damaged, damages)).as("damaged at " + at).isEqualTo(others);
            assertThat(damages.sum()).as("damaged at " + at).isEqualTo(1);
        }
    }

    @Test
    void goesOnAfterItsLogWasCut() throws IOException {
        Filled filled = filled(5);
        byte[] log = filled.log();

        for (int cut = log.length; cut >= SegmentHead.BYTES; cut -= 149) {
            JournalFolder again = filled.with("cut-" + cut, Arrays.copyOf(log, cut));
            try (SegmentJournal after = again.open()) {
                assertThat(after.open())
                        .as("cut at " + cut)
                        .extracting(Entry::id)
                        .isEqualTo(filled.idsUpTo(cut));
                taken(after, call("later"));
            }
            try (SegmentJournal after = again.open()) {
                assertThat(after.open()).hasSize(filled.idsUpTo(cut).size() + 1);
            }
        }
    }

    @Test
    void goesOnAfterARecordWasDamaged() throws IOException {
        Filled filled = filled(4);
        byte[] damaged = filled.log();
        damaged[(int) (filled.ends().get(0) + 50)] ^= 1;

        try (SegmentJournal after = filled.with("damaged", damaged).open()) {
            assertThat(after.open())
                    .containsExactly(
                            filled.entries().get(0),
                            filled.entries().get(2),
                            filled.entries().get(3));
            assertThat(after.figures().damaged()).isEqualTo(1);
        }
    }

    @Test
    void saysThatARecordIsDamagedInsteadOfGivingIt() throws IOException {
        JournalFolder folder = new JournalFolder(root);
        SegmentJournal journal = folder.open();
        Entry entry = taken(journal, call("body"));
        journal.close();
        Path segment = folder.segments().getFirst();
        JournalFolder.flip(segment, Files.size(segment) - 3);

        try (SegmentJournal after = folder.open()) {
            assertThatThrownBy(() -> after.call(entry.id()))
                    .isInstanceOf(JournalFailure.class)
                    .hasMessageContaining(entry.id().toString());
        }
    }

    @Test
    void makesItsIndexAgainFromTheLog() throws IOException {
        JournalFolder folder = new JournalFolder(root);
        Entry open;
        Entry ended;
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL, Disk.REAL)) {
            open = taken(journal, call("open"));
            ended = taken(journal, keyed("ann", "k", "ended"));
            now(journal.lease(ended.id(), FIRST_RUN));
            now(journal.complete(ended.id(), answer("done")));
            for (int i = 0; i < 100; i++) {
                Entry filler = taken(journal, delivered("filler " + i));
                now(journal.complete(filler.id(), answer("done")));
            }
        }
        assertThat(folder.segments()).hasSizeGreaterThan(3);
        folder.removeIndex();

        try (SegmentJournal journal = folder.open()) {
            assertThat(journal.open()).containsExactly(open);
            assertThat(journal.find(ended.id()).orElseThrow().state()).isInstanceOf(EntryState.Completed.class);
            assertThat(journal.response(ended.id()).orElseThrow().body().readAllBytes())
                    .isEqualTo(bytes("done").array());
            assertThat(now(journal.accept(keyed("ann", "k", "ended")))).isInstanceOf(Admission.Repeats.class);
        }
    }

    @Test
    void knowsAtOnceWhatItsIndexDidNotKnow() throws IOException {
        JournalFolder folder = new JournalFolder(root);
        SegmentJournal journal = folder.open(JournalFolder.SMALL, Disk.REAL);
        Entry keyed = taken(journal, keyed("ann", "k", "order"));
        Entry ended = taken(journal, delivered("ended"));
        now(journal.complete(ended.id(), answer("done")));
        JournalFolder crashed = folder.copy("crashed");
        journal.close();

        try (SegmentJournal again = crashed.open(JournalFolder.SMALL, Disk.REAL)) {
            assertThat(now(again.accept(keyed("ann", "k", "order")))).isEqualTo(new Admission.Repeats(keyed));
            assertThat(again.response(ended.id())).isPresent();
            assertThat(now(again.forget(ended.id()))).isTrue();
            assertThat(again.find(ended.id())).isEmpty();
        }
    }

    @Test
    void makesADamagedIndexAnew() throws IOException {
        JournalFolder folder = new JournalFolder(root);
        Entry open;
        try (SegmentJournal journal = folder.open()) {
            open = taken(journal, call("open"));
        }
        folder.removeIndex();
        Files.writeString(folder.path().resolve("index.db"), "this is no database, whatever its name says");

        try (SegmentJournal journal = folder.open()) {
            assertThat(journal.open()).containsExactly(open);
        }
    }

    @Test
    void leavesNothingOfABodyWhoseCallerBrokeOff() {
        JournalFolder folder = new JournalFolder(root);
        try (SegmentJournal journal = folder.open()) {
            try (Spool spool = journal.spool()) {
                spool.write(new byte[200_000], 0, 200_000);
            }
            assertThat(folder.bodies()).isEmpty();
        }
    }

    @Test
    void clearsBodiesAwayWhoseServerDiedBeforeTheyWereTakenOn() throws IOException {
        JournalFolder folder = new JournalFolder(root);
        SegmentJournal journal = folder.open();
        try (Spool spool = journal.spool()) {
            spool.write(new byte[200_000], 0, 200_000);
            spool.finish();
        }
        assertThat(folder.bodies()).hasSize(1);
        journal.close();

        folder.open().close();

        assertThat(folder.bodies()).isEmpty();
    }

    @Test
    void passesOverWhatItToldAsDamagedOnce() throws IOException {
        JournalFolder folder = new JournalFolder(root);
        Entry entry;
        try (SegmentJournal journal = folder.open()) {
            entry = taken(journal, call("body"));
        }
        folder.open().close();
        Files.writeString(folder.segments().getLast(), "rubbish".repeat(30), StandardOpenOption.APPEND);
        try (SegmentJournal journal = folder.open()) {
            assertThat(journal.figures().damaged()).isEqualTo(1);
        }
        folder.removeIndex();

        try (SegmentJournal again = folder.open()) {
            assertThat(again.figures().damaged()).isZero();
            assertThat(again.open()).containsExactly(entry);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SegmentHead.BYTES - 1, SegmentHead.BYTES})
    void callsNoSegmentDamagedThatWasOnlyBeingMade(int length) throws IOException {
        JournalFolder folder = new JournalFolder(root);
        Entry entry;
        try (SegmentJournal journal = folder.open()) {
            entry = taken(journal, call("body"));
        }
        Files.write(folder.segments().getFirst().resolveSibling("0000000002.log"), new byte[length]);

        try (SegmentJournal again = folder.open()) {
            assertThat(again.figures().damaged()).isZero();
            assertThat(again.open()).containsExactly(entry);
            taken(again, call("later"));
        }
        folder.removeIndex();
        try (SegmentJournal again = folder.open()) {
            assertThat(again.open()).hasSize(2);
        }
    }

    @Test
    void findsItsFeetAgainBehindRubbish() throws IOException {
        Filled filled = filled(2);
        byte[] log = filled.log();
        int end = filled.ends().get(0).intValue();
        ByteBuffer stretched = ByteBuffer.allocate(log.length + 5000)
                .put(log, 0, end)
                .put(new byte[5000])
                .put(log, end, log.length - end);

        try (SegmentJournal after = filled.with("stretched", stretched.array()).open()) {
            assertThat(after.open()).isEqualTo(filled.entries());
            assertThat(after.figures().damaged()).isEqualTo(1);
        }
    }

    @Test
    void numbersEntriesUpwardsWhateverWasForgotten() {
        JournalFolder folder = new JournalFolder(root);
        List<Long> sequences = new ArrayList<>();
        for (int run = 0; run < 4; run++) {
            try (SegmentJournal journal = folder.open()) {
                Entry entry = taken(journal, call("run " + run));
                now(journal.abandon(entry.id(), EntryState.Reason.CANCELLED, "Taken back."));
                sequences.add(entry.id().sequence());
                journal.index();
            }
        }

        assertThat(sequences).isEqualTo(LongStream.rangeClosed(1, 4).boxed().toList());
    }
}
