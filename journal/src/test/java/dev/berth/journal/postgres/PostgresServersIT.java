package dev.berth.journal.postgres;

import static dev.berth.journal.Offers.FIRST_RUN;
import static dev.berth.journal.Offers.NOON;
import static dev.berth.journal.Offers.RETENTION;
import static dev.berth.journal.Offers.SHOP;
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
import dev.berth.journal.Body;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.ManualClock;
import dev.berth.journal.Offer;
import dev.berth.testkit.Eventually;
import dev.berth.testkit.LostAnswers;
import dev.berth.testkit.ScratchPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers that share a journal, and what each may do with another's calls.
class PostgresServersIT {

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final ScratchPostgres scratch = ScratchPostgres.create();
    private PostgresUnderTest database;
    private PostgresJournal here;
    private PostgresJournal there;

    @BeforeEach
    void open() {
        database = new PostgresUnderTest(scratch, folder);
        here = database.server("here", clock);
        there = database.server("there", clock);
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        scratch.close();
    }

    /// The database lets go of its lock a moment after its connection is gone.
    private void end(PostgresJournal server) {
        long before = locks();
        server.close();
        Eventually.holds("its lock is free", () -> locks() < before);
    }

    private long locks() {
        return database.number("""
                SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory'
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""");
    }

    @Test
    void seesWhatOthersTookOnButDeliversOnlyItsOwn() throws IOException {
        Entry entry = taken(here, call("body"));

        assertThat(there.find(entry.id())).hasValue(entry);
        assertThat(there.list(new EntryQuery(SHOP, Set.of(), null, 10))).containsExactly(entry);
        assertThat(there.call(entry.id()).orElseThrow().body().readAllBytes())
                .isEqualTo(bytes("body").array());
        assertThat(now(there.lease(entry.id(), FIRST_RUN))).isEmpty();
        assertThat(there.takeOver()).isEmpty();
        assertThat(now(here.lease(entry.id(), FIRST_RUN))).hasValue(1);
    }

    @Test
    void knowsAKeyThatAnotherHas() {
        Entry first = taken(here, keyed("ann", "k", "order"));

        assertThat(now(there.accept(keyed("ann", "k", "order")))).isEqualTo(new Admission.Repeats(first));
        assertThat(now(there.accept(keyed("ann", "k", "other")))).isEqualTo(new Admission.KeyConflict(first.id()));
    }

    @Test
    void takesOneOfManyCallsWithOneKeyThatComeToAll() {
        List<CompletionStage<Admission>> offers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            offers.add(here.accept(keyed("ann", "k", "order")));
            offers.add(there.accept(keyed("ann", "k", "order")));
        }

        assertThat(offers.stream().map(offer -> now(offer)))
                .filteredOn(Admission.Taken.class::isInstance)
                .hasSize(1);
    }

    @Test
    void leavesToALivingServerWhatIsIts() {
        Entry entry = taken(here, delivered("slow"));

        try (PostgresJournal late = database.server("late", clock)) {
            assertThat(late.open()).isEmpty();
        }
        assertThat(now(here.complete(entry.id(), answer("done")))).isTrue();
    }

    @Test
    void takesOverWhatADeadServerLeft() {
        Entry waiting = taken(here, call("waiting"));
        Entry inFlight = taken(here, delivered("in flight"));
        end(here);

        assertThat(there.takeOver()).containsExactly(waiting, inFlight);
        assertThat(there.takeOver()).isEmpty();

        assertThat(now(there.release(inFlight.id(), true))).isTrue();
        assertThat(now(there.lease(inFlight.id(), FIRST_RUN))).hasValue(2);
        assertThat(there.open(SHOP)).isEqualTo(2);
    }

    @Test
    void takesOverOnceAlthoughTheAnswerToItsCommitWasLost() throws IOException {
        Entry waiting = taken(here, call("waiting"));
        try (LostAnswers way = LostAnswers.to(scratch.url());
                PostgresJournal heir =
                        PostgresJournal.open(way.url(), database.box(), "far", PostgresUnderTest.SETTINGS, clock)) {
            end(here);
            way.loseNextCommit();

            assertThat(heir.takeOver()).isEmpty();
            assertThat(way.lost()).isTrue();

            Eventually.holds(
                    "the writer is back", () -> heir.figures().stalled().isEmpty());
            assertThat(heir.takeOver()).containsExactly(waiting);
            assertThat(heir.takeOver()).isEmpty();
            assertThat(now(heir.lease(waiting.id(), FIRST_RUN))).hasValue(1);
        }
    }

    @Test
    void tellsThatItsDatabaseIsAwayBeforeACallFindsOut() throws IOException {
        try (LostAnswers way = LostAnswers.to(scratch.url());
                PostgresJournal journal =
                        PostgresJournal.open(way.url(), database.box(), "far", PostgresUnderTest.SETTINGS, clock)) {
            way.cut();

            Eventually.holds("it says so", () -> journal.figures().stalled().isPresent());
        }
    }

    @Test
    void writesNothingMoreOnceAnotherTookOver() {
        Entry entry = taken(here, delivered("in flight"));
        scratch.run("UPDATE journal.process SET ended_at = 1 WHERE name = 'here'");

        assertThatThrownBy(() -> now(here.complete(entry.id(), answer("late"))))
                .isInstanceOf(JournalFailure.class)
                .hasMessageContaining("took this one's calls over");

        assertThatThrownBy(() -> now(here.accept(call("late")))).isInstanceOf(JournalFailure.class);
        assertThat(there.find(entry.id())).hasValue(entry);
        assertThat(here.figures().stalled()).isPresent();
    }

    @Test
    void goesOnAfterItsConnectionsWereCut() {
        Entry before = taken(here, delivered("before"));
        database.cutSessions();

        CompletionStage<Boolean> completion = here.complete(before.id(), answer("done"));

        assertThat(now(completion)).isTrue();
        Eventually.holds(
                "calls are taken on again", () -> here.figures().stalled().isEmpty());
        Entry after = taken(here, call("after"));
        assertThat(there.find(after.id())).hasValue(after);
    }

    @Test
    void learnsWhatBecameOfACommitWhoseAnswerWasLost() throws IOException {
        try (LostAnswers way = LostAnswers.to(scratch.url());
                PostgresJournal journal =
                        PostgresJournal.open(way.url(), database.box(), "far", PostgresUnderTest.SETTINGS, clock)) {
            Entry before = taken(journal, delivered("before"));
            way.loseNextCommit();
            taken(journal, call("once"));
            assertThat(way.lost()).isTrue();
            way.loseNextCommit();

            assertThat(now(journal.complete(before.id(), answer("done")))).isTrue();

            assertThat(way.lost()).isTrue();
            assertThat(database.number("SELECT COUNT(*) FROM journal.entry")).isEqualTo(2);
            assertThat(database.number("SELECT SUM(entries) FROM journal.load")).isEqualTo(1);
            assertThat(journal.open(SHOP)).isEqualTo(1);
        }
    }

    @Test
    void neverLosesWhatItToldWhileItsConnectionsAreCut() {
        List<Entry> told = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            if (i % 40 == 20) {
                database.cutSessions();
            }
            try {
                told.add(taken(here, call("call " + i)));
            } catch (JournalFailure e) {
                refused++;
                Eventually.holds(
                        "calls are taken on again",
                        () -> here.figures().stalled().isEmpty());
            }
        }

        assertThat(told).hasSize(200 - refused);
        assertThat(told).allSatisfy(entry -> assertThat(there.find(entry.id())).isPresent());
        assertThat(database.number("SELECT COUNT(*) FROM journal.entry")).isEqualTo(told.size());
        assertThat(database.number("SELECT SUM(entries) FROM journal.load")).isEqualTo(told.size());
    }

    @Test
    void countsWhatOthersHaveOpen() {
        Offer.Terms two = new Offer.Terms(NOON.plusSeconds(60), RETENTION, 2, 1L << 30);
        Entry first = taken(here, call(SHOP, Body.EMPTY, two));
        taken(here, call(SHOP, Body.EMPTY, two));

        there.lookAround();

        assertThat(now(there.accept(call(SHOP, Body.EMPTY, two)))).isEqualTo(new Admission.Full("max_entries", 2));
        assertThat(now(there.abandon(first.id(), Reason.CANCELLED, "Taken back.")))
                .isTrue();
        here.lookAround();
        assertThat(here.open(SHOP)).isEqualTo(1);
        assertThat(now(here.accept(call(SHOP, Body.EMPTY, two)))).isInstanceOf(Admission.Taken.class);
    }
}
