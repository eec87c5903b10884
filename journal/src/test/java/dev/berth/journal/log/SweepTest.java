package dev.berth.journal.log;

import static dev.berth.journal.Offers.FIRST_RUN;
import static dev.berth.journal.Offers.RETENTION;
import static dev.berth.journal.Offers.SHOP;
import static dev.berth.journal.Offers.answer;
import static dev.berth.journal.Offers.bytes;
import static dev.berth.journal.Offers.call;
import static dev.berth.journal.Offers.delivered;
import static dev.berth.journal.Offers.keyed;
import static dev.berth.journal.Offers.now;
import static dev.berth.journal.Offers.taken;
import static dev.berth.journal.Offers.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.journal.Admission;
import dev.berth.journal.Body;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.EntryState;
import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Offer;
import dev.berth.journal.Spool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a journal lets go of, and what it never does.
class SweepTest {

    @TempDir
    Path root;

    private static void fill(SegmentJournal journal, int calls) {
        for (int i = 0; i < calls; i++) {
            Entry entry = taken(journal, delivered("filler " + i));
            now(journal.complete(entry.id(), answer("done " + i)));
        }
    }

    @Test
    void deletesSegmentsInWhichAllHasExpired() throws Exception {
        JournalFolder folder = new JournalFolder(root);
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL, Disk.REAL)) {
            fill(journal, 200);
            int before = folder.segments().size();
            folder.clock.pass(RETENTION.plusSeconds(1));

            journal.index();
            journal.sweep();

            assertThat(before).isGreaterThan(5);
            assertThat(folder.segments()).hasSizeLessThanOrEqualTo(2);
            assertThat(journal.list(new EntryQuery(SHOP, Set.of(), null, 500))).isEmpty();
        }
    }

    @Test
    void keepsSegmentsUntilTheirTimeIsOver() throws Exception {
        JournalFolder folder = new JournalFolder(root);
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL, Disk.REAL)) {
            fill(journal, 200);
            List<Path> before = folder.segments();
            folder.clock.pass(RETENTION.minusSeconds(1));

            journal.index();
            journal.sweep();

            assertThat(folder.segments()).isEqualTo(before);
        }
    }

    @Test
    void deletesNothingOfWhichItsIndexDoesNotKnowYet() throws Exception {
        JournalFolder folder = new JournalFolder(root);
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL, Disk.REAL)) {
            Entry open = taken(journal, call("open"));
            fill(journal, 200);
            List<Path> before = folder.segments();

            journal.sweep();

            assertThat(folder.segments()).isEqualTo(before);
            assertThat(journal.call(open.id())).isPresent();
        }
    }

    @Test
    void carriesForwardWhatIsStillOpen() throws Exception {
        JournalFolder folder = new JournalFolder(root);
        Entry waiting;
        Entry inFlight;
        Path first;
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL, Disk.REAL)) {
            waiting = taken(journal, call("waiting"));
            inFlight = taken(journal, delivered("in flight"));
            first = folder.segments().getFirst();
            fill(journal, 200);
            folder.clock.pass(RETENTION.plusSeconds(1));

            journal.index();
            journal.sweep();

            assertThat(folder.segments()).doesNotContain(first).hasSizeLessThanOrEqualTo(2);
            assertThat(journal.call(waiting.id()).orElseThrow().body().readAllBytes())
                    .isEqualTo(bytes("waiting").array());
            assertThat(now(journal.complete(inFlight.id(), answer("at last")))).isTrue();
        }
        folder.removeIndex();
        try (SegmentJournal journal = folder.open()) {
            assertThat(journal.open()).containsExactly(waiting);
            assertThat(journal.call(waiting.id()).orElseThrow().body().readAllBytes())
                    .isEqualTo(bytes("waiting").array());
            assertThat(journal.response(inFlight.id()).orElseThrow().body().readAllBytes())
                    .isEqualTo(bytes("at last").array());
        }
    }

    @Test
    void carriesForwardAnAnswerThatIsKeptLongerThanTheRest() throws Exception {
        JournalFolder folder = new JournalFolder(root);
        Entry kept;
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL, Disk.REAL)) {
            Offer.Terms month =
                    new Offer.Terms(terms().deadline(), Duration.ofDays(30), terms().maxEntries(), terms().maxBytes());
            kept = taken(journal, call(SHOP, new Body.Inline(bytes("kept")), month));
            now(journal.lease(kept.id(), FIRST_RUN));
            now(journal.complete(kept.id(), answer("kept too")));
            fill(journal, 200);
            folder.clock.pass(RETENTION.plusSeconds(1));

            journal.index();
            journal.sweep();

            assertThat(folder.segments()).hasSizeLessThanOrEqualTo(2);
            assertThat(journal.response(kept.id()).orElseThrow().body().readAllBytes())
                    .isEqualTo(bytes("kept too").array());
        }
        folder.removeIndex();
        try (SegmentJournal journal = folder.open()) {
            assertThat(journal.find(kept.id()).orElseThrow().state()).isInstanceOf(EntryState.Completed.class);
            assertThat(journal.response(kept.id()).orElseThrow().body().readAllBytes())
                    .isEqualTo(bytes("kept too").array());
        }
    }

    @Test
    void dropsEndedEntriesBeforeTheirTimeWhenItIsTooLarge() throws Exception {
        JournalFolder folder = new JournalFolder(root);
        LogSettings tight = JournalFolder.SMALL.largest(40 << 10);
        try (SegmentJournal journal = folder.open(tight, Disk.REAL)) {
            Entry open = taken(journal, call("open"));
            fill(journal, 400);
            assertThat(journal.figures().bytesOnDisk()).isGreaterThan(80 << 10);

            journal.index();
            journal.sweep();

            assertThat(journal.figures().bytesOnDisk()).isLessThan(56 << 10);
            assertThat(journal.call(open.id()).orElseThrow().body().readAllBytes())
                    .isEqualTo(bytes("open").array());
        }
    }

    @Test
    void deletesBodiesWithTheirEntries() throws Exception {
        JournalFolder folder = new JournalFolder(root);
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL, Disk.REAL)) {
            Entry entry = taken(journal, call(SHOP, spooled(journal), terms()));
            now(journal.lease(entry.id(), FIRST_RUN));
            now(journal.complete(entry.id(), answer("done")));
            Entry open = taken(journal, call(SHOP, spooled(journal), terms()));
            fill(journal, 100);
            assertThat(folder.bodies()).hasSize(2);
            folder.clock.pass(RETENTION.plusSeconds(1));

            journal.index();
            journal.sweep();

            assertThat(folder.bodies()).hasSize(1);
            assertThat(journal.call(open.id()).orElseThrow().body().readAllBytes())
                    .hasSize(100_000);
        }
    }

    private static Body spooled(SegmentJournal journal) {
        try (Spool spool = journal.spool()) {
            spool.write(new byte[100_000], 0, 100_000);
            return spool.finish();
        }
    }

    @Test
    void endsAnOpenEntryWhoseRecordIsDamagedAndLetsItsSegmentGo() throws Exception {
        JournalFolder folder = new JournalFolder(root);
        Entry damaged;
        Entry whole;
        Path first;
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL, Disk.REAL)) {
            damaged = taken(journal, keyed("ann", "k", "damaged"));
            first = folder.segments().getFirst();
            JournalFolder.flip(first, Files.size(first) - 3);
            whole = taken(journal, call("whole"));
            fill(journal, 200);
            folder.clock.pass(RETENTION.plusSeconds(1));

            journal.index();
            journal.sweep();

            assertThat(folder.segments()).doesNotContain(first).hasSizeLessThanOrEqualTo(2);
            assertThatItEndedAsDamaged(journal, damaged);
            assertThat(journal.open(SHOP)).isEqualTo(1);
            assertThat(journal.figures().sinceStart().abandoned()).containsEntry(Reason.DAMAGED, 1L);
        }
        folder.removeIndex();
        try (SegmentJournal journal = folder.open()) {
            assertThatItEndedAsDamaged(journal, damaged);
            assertThat(journal.open()).containsExactly(whole);
        }
    }

    private static void assertThatItEndedAsDamaged(SegmentJournal journal, Entry entry) {
        journal.index();
        Entry found = journal.find(entry.id()).orElseThrow();
        assertThat(found.state())
                .isInstanceOfSatisfying(
                        EntryState.Abandoned.class,
                        end -> assertThat(end.reason()).isEqualTo(Reason.DAMAGED));
        assertThat(journal.list(new EntryQuery(SHOP, Set.of(EntryQuery.Standing.ABANDONED), null, 10)))
                .containsExactly(found);
        assertThatThrownBy(() -> journal.call(entry.id())).isInstanceOf(JournalFailure.class);
    }

    @Test
    void givesAKeyAwayWhoseEntryExpiredBeforeTheIndexKnewIt() {
        JournalFolder folder = new JournalFolder(root);
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL, Disk.REAL)) {
            Entry entry = taken(journal, keyed("ann", "k", "order"));
            now(journal.lease(entry.id(), FIRST_RUN));
            now(journal.complete(entry.id(), answer("done")));
            folder.clock.pass(RETENTION.plusSeconds(1));

            assertThat(now(journal.accept(keyed("ann", "k", "another order")))).isInstanceOf(Admission.Taken.class);
        }
    }

    @Test
    void knowsAKeyThatWasCarriedForward() throws Exception {
        JournalFolder folder = new JournalFolder(root);
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL, Disk.REAL)) {
            Entry keyed = taken(journal, keyed("ann", "k", "order"));
            fill(journal, 100);
            folder.clock.pass(RETENTION.plusSeconds(1));

            journal.index();
            journal.sweep();

            assertThat(now(journal.accept(keyed("ann", "k", "order")))).isEqualTo(new Admission.Repeats(keyed));
        }
    }

    @Test
    void freesADiskThatIsFull() throws Exception {
        JournalFolder folder = new JournalFolder(root);
        FaultyDisk disk = new FaultyDisk();
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL, disk)) {
            fill(journal, 100);
            folder.clock.pass(RETENTION.plusSeconds(1));
            disk.full(true);

            journal.index();
            journal.sweep();

            assertThat(folder.segments()).hasSizeLessThanOrEqualTo(2);
        }
    }
}
