package dev.berth.journal.postgres;

import static dev.berth.journal.Offers.answer;
import static dev.berth.journal.Offers.call;
import static dev.berth.journal.Offers.delivered;
import static dev.berth.journal.Offers.keyed;
import static dev.berth.journal.Offers.now;
import static dev.berth.journal.Offers.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.journal.Admission;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.ManualClock;
import dev.berth.testkit.Eventually;
import dev.berth.testkit.LostAnswers;
import dev.berth.testkit.ScratchPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database that hangs, is read-only, or says what nobody expects; and what callers are told then.
class PostgresFaultsIT {

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final ScratchPostgres scratch = ScratchPostgres.create();
    private PostgresUnderTest database;
    private LostAnswers way;
    private PostgresJournal journal;

    @BeforeEach
    void open() throws IOException {
        database = new PostgresUnderTest(scratch, folder);
        way = LostAnswers.to(scratch.url());
        journal = PostgresJournal.open(way.url(), database.box(), "far", PostgresUnderTest.SETTINGS, clock);
    }

    @AfterEach
    void close() {
        way.letGo();
        journal.close();
        way.close();
        scratch.close();
    }

    private Entry ended(String key) {
        Entry entry = taken(journal, keyed("ann", key, "order"));
        now(journal.abandon(entry.id(), Reason.CANCELLED, "Taken back."));
        return entry;
    }

    private String stalled() {
        return journal.figures().stalled().orElse("");
    }

    @Test
    void takesACallOnWhoseKeyIsGivenBackMeanwhile() {
        Entry former = ended("k");
        scratch.run("""
                CREATE FUNCTION journal.forget() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN DELETE FROM journal.entry WHERE standing > 1; RETURN NULL; END $$;
                CREATE TRIGGER meanwhile AFTER INSERT ON journal.entry
                FOR EACH STATEMENT EXECUTE FUNCTION journal.forget()""");

        Admission admission = now(journal.accept(keyed("ann", "k", "order")));

        assertThat(admission).isInstanceOf(Admission.Taken.class);
        assertThat(journal.find(former.id())).isEmpty();
        assertThat(database.number("SELECT SUM(entries) FROM journal.load")).isEqualTo(1);
    }

    @Test
    void refusesAloneWhatItDoesNotUnderstandAndLosesNothingBesides() {
        ended("damaged");
        scratch.run("UPDATE journal.entry SET standing = 9");
        List<CompletionStage<Admission>> others = new ArrayList<>();
        others.add(journal.accept(call("before")));

        CompletionStage<Admission> refused = journal.accept(keyed("ann", "damaged", "order"));

        for (int i = 0; i < 20; i++) {
            others.add(journal.accept(call("after " + i)));
        }
        assertThatThrownBy(() -> now(refused)).isInstanceOf(JournalFailure.class);
        assertThat(others.stream().map(each -> now(each))).allMatch(Admission.Taken.class::isInstance);
        assertThat(database.number("SELECT COUNT(*) FROM journal.entry WHERE standing = 0"))
                .isEqualTo(others.size());
    }

    @Test
    void takesNothingOnAsLongAsTheDatabaseIsReadOnly() {
        scratch.run("ALTER DATABASE %s SET default_transaction_read_only = on"
                .formatted(scratch.url().replaceFirst(".*/([^?]*).*", "$1")));
        database.cutSessions();
        assertThatThrownBy(() -> now(journal.accept(call("refused")))).isInstanceOf(JournalFailure.class);
        Eventually.holds("it knows why", () -> stalled().contains("read-only"));

        AtomicInteger looks = new AtomicInteger();
        Eventually.holds("it stays so", () -> {
            assertThat(stalled()).isNotEmpty();
            return looks.incrementAndGet() == 50;
        });

        scratch.run("BEGIN READ WRITE; ALTER DATABASE %s RESET default_transaction_read_only; COMMIT"
                .formatted(scratch.url().replaceFirst(".*/([^?]*).*", "$1")));
        Eventually.holds("it goes on", () -> stalled().isEmpty());
        taken(journal, call("taken"));
    }

    @Test
    void tellsWhatCannotBeReadFromADatabaseThatIsAway() {
        Entry entry = taken(journal, call("body"));
        scratch.run("ALTER TABLE journal.entry RENAME COLUMN call TO other");

        assertThat(catchThrowableOfType(JournalFailure.class, () -> journal.call(entry.id())))
                .matches(failure -> !JournalFailure.isAway(failure));

        way.cut();
        assertThat(catchThrowableOfType(JournalFailure.class, () -> journal.call(entry.id())))
                .matches(JournalFailure::isAway);
    }

    @Test
    void saysThatACallMayHaveBeenTakenOnWhenAnotherTookOverInThatMoment() {
        Entry before = taken(journal, delivered("before"));
        way.loseNextCommitAndHold();
        CompletionStage<Admission> call = journal.accept(call("lost"));
        Eventually.holds("the commit was lost", way::lost);
        Eventually.holds("it was committed", () -> database.number("SELECT COUNT(*) FROM journal.entry") == 2);
        CompletionStage<Boolean> late = journal.complete(before.id(), answer("late"));
        scratch.run("UPDATE journal.process SET ended_at = 1");

        way.letGo();

        assertThatThrownBy(() -> now(call))
                .isInstanceOf(JournalFailure.class)
                .hasMessageContaining("may have been taken on");
        assertThatThrownBy(() -> now(late)).hasMessageContaining("took this one's calls over");
    }

    @Test
    void tellsThatAnAnswerIsKeptAlthoughAnotherTookOverInThatMoment() {
        Entry before = taken(journal, delivered("before"));
        way.loseNextCommitAndHold();
        CompletionStage<Boolean> completion = journal.complete(before.id(), answer("done"));
        Eventually.holds("the commit was lost", way::lost);
        Eventually.holds(
                "it was committed",
                () -> database.number("SELECT COUNT(*) FROM journal.entry WHERE standing = 2") == 1);
        scratch.run("UPDATE journal.process SET ended_at = 1");

        way.letGo();

        assertThat(now(completion)).isTrue();
    }

    @Test
    void tellsThatAnotherServerTookOver() {
        assertThat(journal.takenOver()).isNotDone();

        scratch.run("UPDATE journal.process SET ended_at = 1");

        Eventually.holds("it knows", journal.takenOver()::isDone);
    }

    @Test
    void refusesCallsSoonWhenTheDatabaseHangsAndTakesThemOnAgainAfterwards() {
        try (PostgresJournal impatient = PostgresJournal.open(
                way.url(), database.box(), "impatient", PostgresUnderTest.settings(Duration.ofMillis(100)), clock)) {
            way.hold();
            Eventually.holds(
                    "it says so",
                    () -> impatient.stalled().orElse("").equals("the journal's database does not answer"));

            assertThatThrownBy(() -> now(impatient.accept(call("refused"))))
                    .isInstanceOf(JournalFailure.class)
                    .hasMessageContaining("does not answer");

            way.letGo();
            Eventually.holds("it takes calls on again", () -> isTaken(impatient));
        }
    }

    private static boolean isTaken(PostgresJournal journal) {
        try {
            return now(journal.accept(call("taken"))) instanceof Admission.Taken;
        } catch (JournalFailure _) {
            return false;
        }
    }
}
