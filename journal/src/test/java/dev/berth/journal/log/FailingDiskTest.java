package dev.berth.journal.log;

import static dev.berth.journal.Offers.answer;
import static dev.berth.journal.Offers.call;
import static dev.berth.journal.Offers.delivered;
import static dev.berth.journal.Offers.now;
import static dev.berth.journal.Offers.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.JournalFailure;
import dev.berth.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a journal claims while its disk fails, and after the power was cut.
class FailingDiskTest {

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(longs = {0, 3000})
    void keepsWhatWasSyncedWhenThePowerIsCut(long room) throws IOException {
        JournalFolder folder = new JournalFolder(root);
        FaultyDisk disk = new FaultyDisk();
        SegmentJournal journal = folder.open(JournalFolder.SMALL.roomBytes(room), disk);
        List<EntryId> told = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            told.add(taken(journal, call("body " + i)).id());
        }
        disk.losesUnsynced();
        JournalFolder crashed = folder.copy("crashed");
        journal.close();

        try (SegmentJournal after = crashed.open()) {
            assertThat(after.figures().damaged()).isZero();
            assertThat(after.open()).extracting(Entry::id).isEqualTo(told);
        }
    }

    @Test
    void takesNothingOnWhileTheDiskIsFullAndGoesOnAfterwards() {
        JournalFolder folder = new JournalFolder(root);
        FaultyDisk disk = new FaultyDisk();
        Entry before;
        Entry after;
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL, disk)) {
            before = taken(journal, delivered("before"));
            disk.full(true);

            assertThatThrownBy(() -> now(journal.accept(call("refused"))))
                    .isInstanceOf(JournalFailure.class)
                    .hasMessageContaining("No space left");
            var completion = journal.complete(before.id(), answer("done")).toCompletableFuture();
            assertThatThrownBy(() -> now(journal.accept(call("refused")))).isInstanceOf(JournalFailure.class);
            assertThat(journal.figures().stalled()).hasValue("No space left on device");
            assertThat(completion).isNotDone();
            assertThat(journal.find(before.id()).orElseThrow().isOpen()).isTrue();

            disk.full(false);
            assertThat(now(completion)).isTrue();
            assertThat(journal.figures().stalled()).isEmpty();
            after = taken(journal, call("after"));
        }

        try (SegmentJournal again = folder.open()) {
            assertThat(again.open()).containsExactly(after);
            assertThat(again.find(before.id()).orElseThrow().isOpen()).isFalse();
        }
    }

    @Test
    void takesCallsOnWhereADiskHasRoomForRecordsAlone() throws IOException {
        JournalFolder folder = new JournalFolder(root);
        FaultyDisk disk = new FaultyDisk();
        disk.fullFrom(6000);
        List<Entry> taken = new ArrayList<>();
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL.roomBytes(10_000), disk)) {
            for (int i = 0; i < 5; i++) {
                taken.add(taken(journal, call("body " + i)));
            }
        }
        folder.removeIndex();

        try (SegmentJournal again = folder.open()) {
            assertThat(again.figures().damaged()).isZero();
            assertThat(again.open()).isEqualTo(taken);
        }
    }

    @Test
    void takesNothingOnWhileItsIndexLagsFarBehind() {
        JournalFolder folder = new JournalFolder(root);
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL.longestLag(10), Disk.REAL)) {
            assertThatThrownBy(() -> takeMany(journal))
                    .isInstanceOf(JournalFailure.class)
                    .hasMessageContaining("index lags behind by 11 entries");

            journal.index();
            taken(journal, call("later"));
        }
    }

    /// More than may be lacking twice: the index is brought up to date once at the start, and that may come between.
    private static void takeMany(SegmentJournal journal) {
        for (int i = 0; i < 30; i++) {
            taken(journal, call("body " + i));
        }
    }

    @Test
    void neverClaimsWhatASyncThatFailedMayHaveLeft() throws IOException {
        JournalFolder folder = new JournalFolder(root);
        FaultyDisk disk = new FaultyDisk();
        Entry before;
        try (SegmentJournal journal = folder.open(JournalFolder.SMALL, disk)) {
            before = taken(journal, call("before"));
            disk.refusesSync(true);
            assertThatThrownBy(() -> now(journal.accept(call("refused")))).isInstanceOf(JournalFailure.class);
            disk.refusesSync(false);
            Eventually.holds(
                    "the journal takes calls on again",
                    () -> journal.figures().stalled().isEmpty());
            taken(journal, delivered("after"));
        }
        folder.removeIndex();

        try (SegmentJournal again = folder.open()) {
            assertThat(again.open()).hasSize(2).contains(before);
        }
    }
}
