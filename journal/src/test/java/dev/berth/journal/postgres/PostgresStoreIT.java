package dev.berth.journal.postgres;

import static dev.berth.journal.Offers.FIRST_RUN;
import static dev.berth.journal.Offers.RETENTION;
import static dev.berth.journal.Offers.SHOP;
import static dev.berth.journal.Offers.answer;
import static dev.berth.journal.Offers.call;
import static dev.berth.journal.Offers.delivered;
import static dev.berth.journal.Offers.keyed;
import static dev.berth.journal.Offers.now;
import static dev.berth.journal.Offers.taken;
import static dev.berth.journal.Offers.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.journal.Body;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.ManualClock;
import dev.berth.journal.Spool;
import dev.berth.kit.SecretBox;
import dev.berth.testkit.ScratchPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What lies in the database, what goes, and who may open it.
class PostgresStoreIT {

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final ScratchPostgres scratch = ScratchPostgres.create();
    private PostgresUnderTest database;

    @BeforeEach
    void prepare() {
        database = new PostgresUnderTest(scratch, folder);
    }

    @AfterEach
    void drop() {
        scratch.close();
    }

    private static Body spooled(PostgresJournal journal) {
        try (Spool spool = journal.spool()) {
            spool.write(new byte[200_000], 0, 200_000);
            return spool.finish();
        }
    }

    @Test
    void deletesWhatHasExpiredPageByPage() {
        try (PostgresJournal journal = database.server("here", clock)) {
            Entry open = taken(journal, call(SHOP, spooled(journal), terms()));
            for (int i = 0; i < 120; i++) {
                Entry entry = taken(journal, delivered("c" + i));
                now(journal.complete(entry.id(), answer("done")));
            }
            Entry large = taken(journal, call(SHOP, spooled(journal), terms()));
            now(journal.abandon(large.id(), Reason.CANCELLED, "Taken back."));
            clock.pass(RETENTION.minusSeconds(1));
            journal.sweep();
            assertThat(database.number("SELECT COUNT(*) FROM journal.entry")).isEqualTo(122);
            clock.pass(RETENTION);

            journal.sweep();

            assertThat(database.number("SELECT COUNT(*) FROM journal.entry")).isEqualTo(1);
            assertThat(database.number("SELECT COUNT(*) FROM journal.piece")).isEqualTo(4);
            assertThat(journal.call(open.id())).isPresent();
        }
    }

    @Test
    void deletesBodiesWhoseServerDiedBeforeTheyWereTakenOn() {
        PostgresJournal died = database.server("died", clock);
        spooled(died);
        died.close();

        try (PostgresJournal journal = database.server("here", clock)) {
            Body arriving = spooled(journal);

            journal.sweep();

            assertThat(database.keptBodies(journal)).isEqualTo(1);
            taken(journal, call(SHOP, arriving, terms()));
        }
    }

    @Test
    void leavesNothingOfABodyWhoseCallerBrokeOff() {
        try (PostgresJournal journal = database.server("here", clock)) {
            try (Spool spool = journal.spool()) {
                spool.write(new byte[200_000], 0, 200_000);
            }

            assertThat(database.keptBodies(journal)).isZero();
        }
    }

    @Test
    void putsNothingIntoTheDatabaseThatCanBeRead() {
        try (PostgresJournal journal = database.server("here", clock)) {
            Entry entry = taken(journal, keyed("ann", "my-key", "my body is private"));
            now(journal.lease(entry.id(), FIRST_RUN));
            now(journal.complete(entry.id(), answer("the answer is private too")));
        }

        for (String secret : new String[] {"private", "my-key", "secret=plain", "/orders"}) {
            assertThat(database.number("SELECT COUNT(*) FROM journal.entry WHERE position('%s' in entry::text) > 0"
                            .formatted(secret)))
                    .isZero();
            assertThat(database.number(
                            "SELECT COUNT(*) FROM journal.entry WHERE position('%1$s'::bytea in call) + position('%1$s'::bytea in answer) > 0"
                                    .formatted(secret)))
                    .isZero();
        }
    }

    @Test
    void saysThatARecordIsDamagedInsteadOfGivingIt() {
        try (PostgresJournal journal = database.server("here", clock)) {
            Entry entry = taken(journal, call("body"));
            Entry other = taken(journal, call("other"));
            scratch.run(
                    "UPDATE journal.entry SET call = (SELECT call FROM journal.entry WHERE sequence = %d) WHERE sequence = %d"
                            .formatted(other.id().sequence(), entry.id().sequence()));

            assertThatThrownBy(() -> journal.call(entry.id()))
                    .isInstanceOf(JournalFailure.class)
                    .hasMessageContaining("damaged");
            assertThat(journal.call(other.id())).isPresent();
        }
    }

    @Test
    void tellsAShortenedBodyFromAWholeOne() {
        try (PostgresJournal journal = database.server("here", clock)) {
            Entry entry = taken(journal, call(SHOP, spooled(journal), terms()));
            scratch.run("DELETE FROM journal.piece WHERE number = 3");

            assertThatThrownBy(
                            () -> journal.call(entry.id()).orElseThrow().body().readAllBytes())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesAJournalThatAnotherKeyClosed() throws IOException {
        database.server("here", clock).close();
        SecretBox other = SecretBox.withKeyFile(folder.resolve("other.key"));

        assertThatThrownBy(() -> PostgresJournal.open(scratch.url(), other, "there", PostgresUnderTest.SETTINGS, clock))
                .isInstanceOf(JournalFailure.class)
                .hasMessageContaining("another secret key");
    }

    @Test
    void refusesAJournalOfANewerVersion() {
        database.server("here", clock).close();
        scratch.run("""
                INSERT INTO journal.flyway_schema_history
                SELECT 99, '99', 'later', type, 'V99__later.sql', 1, installed_by, installed_on, 1, TRUE
                FROM journal.flyway_schema_history WHERE version = '1'""");

        assertThatThrownBy(() -> database.server("here", clock))
                .isInstanceOf(JournalFailure.class)
                .hasMessageContaining("newer Berth");
    }

    @Test
    void numbersEntriesUpwardsWhateverWasForgottenAndWhateverTheClockSays() {
        Entry first;
        try (PostgresJournal journal = database.server("here", clock)) {
            first = taken(journal, call("first"));
        }
        clock.pass(RETENTION.negated());

        try (PostgresJournal journal = database.server("here", clock)) {
            assertThat(taken(journal, call("second")).id()).isGreaterThan(first.id());
        }
    }
}
