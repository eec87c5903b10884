package dev.berth.journal.postgres;

import static dev.berth.journal.Offers.FIRST_RUN;
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
import dev.berth.journal.Answer;
import dev.berth.journal.Body;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.ManualClock;
import dev.berth.journal.Offers;
import dev.berth.journal.Spool;
import dev.berth.journal.log.LogSettings;
import dev.berth.journal.log.SegmentJournal;
import dev.berth.journal.sealing.JournalKey;
import dev.berth.testkit.LostAnswers;
import dev.berth.testkit.ScratchPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The calls of a log, moved into a database.
class MoveInIT {

    private static final int LARGE = 200_000;

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final ScratchPostgres scratch = ScratchPostgres.create();
    private PostgresUnderTest database;
    private SegmentJournal log;

    @BeforeEach
    void open() {
        database = new PostgresUnderTest(scratch, folder);
        log = SegmentJournal.open(folder.resolve("journal"), database.box(), LogSettings.DEFAULTS, clock);
    }

    @AfterEach
    void close() {
        log.close();
        scratch.close();
    }

    private long move() {
        String key = JournalKey.sealedIn(folder.resolve("journal")).orElseThrow();
        return MoveIn.into(scratch.url(), database.box(), "here", new MoveIn.From(log, log::all, key), clock.instant());
    }

    private static byte[] large() {
        byte[] bytes = new byte[LARGE];
        RandomGenerator.of("L64X128MixRandom").nextBytes(bytes);
        return bytes;
    }

    private static Body.Spooled spooled(Journal journal, byte[] bytes) {
        try (Spool spool = journal.spool()) {
            spool.write(bytes, 0, bytes.length);
            return spool.finish();
        }
    }

    private static byte[] read(InputStream body) {
        try (body) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void keepsEveryEntryAsItWas() {
        byte[] sent = large();
        byte[] answered = large();
        Entry waiting = taken(log, call(SHOP, spooled(log, sent), terms()));
        Entry inFlight = taken(log, delivered("in flight"));
        Entry done = taken(log, delivered("done"));
        now(log.complete(done.id(), answer("answer")));
        Entry doneLarge = taken(log, delivered("large"));
        Answer answer = new Answer(200, answer("").head(), new Answer.Kept.Whole(spooled(log, answered)));
        now(log.complete(doneLarge.id(), answer));
        Entry tooLarge = taken(log, delivered("too large"));
        now(log.complete(tooLarge.id(), new Answer(200, answer("").head(), new Answer.Kept.TooLarge(7))));
        Entry dead = taken(log, call("dead"));
        now(log.abandon(dead.id(), Reason.CANCELLED, "Taken back."));
        List<Entry> all = List.of(waiting, inFlight, done, doneLarge, tooLarge, dead);
        List<Entry> before =
                all.stream().map(each -> log.find(each.id()).orElseThrow()).toList();

        assertThat(move()).isEqualTo(all.size());

        try (PostgresJournal moved = database.server("here", clock)) {
            assertThat(all.stream().map(each -> moved.find(each.id()).orElseThrow()))
                    .containsExactlyElementsOf(before);
            assertThat(moved.open()).containsExactly(before.get(0), before.get(1));
            assertThat(moved.open(SHOP)).isEqualTo(2);
            assertThat(moved.call(waiting.id()).orElseThrow().head()).isEqualTo(Offers.head());
            assertThat(read(moved.call(waiting.id()).orElseThrow().body())).isEqualTo(sent);
            assertThat(read(moved.call(done.id()).orElseThrow().body()))
                    .isEqualTo(bytes("done").array());
            assertThat(read(moved.response(done.id()).orElseThrow().body()))
                    .isEqualTo(bytes("answer").array());
            assertThat(read(moved.response(doneLarge.id()).orElseThrow().body()))
                    .isEqualTo(answered);
            assertThat(moved.response(tooLarge.id()).orElseThrow().kept()).isFalse();
            assertThat(moved.response(tooLarge.id()).orElseThrow().bodyLength()).isEqualTo(7);
            assertThat(moved.response(dead.id())).isEmpty();
            assertThat(now(moved.lease(waiting.id(), FIRST_RUN))).hasValue(1);
            assertThat(now(moved.complete(inFlight.id(), answer("late")))).isTrue();
        }
    }

    @Test
    void knowsTheKeysOfWhatItMoved() {
        Entry first = taken(log, keyed("ann", "k", "order"));
        move();

        try (PostgresJournal moved = database.server("here", clock)) {
            assertThat(now(moved.accept(keyed("ann", "k", "order")))).isEqualTo(new Admission.Repeats(first));
            assertThat(now(moved.accept(keyed("ann", "k", "other")))).isEqualTo(new Admission.KeyConflict(first.id()));
        }
    }

    @Test
    void movesNothingTwiceAndNothingThatHasExpired() {
        Entry old = taken(log, delivered("old"));
        now(log.complete(old.id(), answer("old")));
        clock.pass(Offers.RETENTION.plus(Duration.ofSeconds(1)));
        taken(log, call("young"));

        assertThat(move()).isEqualTo(1);
        assertThat(move()).isZero();

        assertThat(database.number("SELECT COUNT(*) FROM journal.entry")).isEqualTo(1);
        assertThat(database.number("SELECT SUM(entries) FROM journal.load")).isEqualTo(1);
    }

    @Test
    void takesTheLogsKeyInThePlaceOfOneThatClosesNothing() {
        try (PostgresJournal former = database.server("former", clock)) {
            Entry old = taken(former, delivered("old"));
            now(former.complete(old.id(), answer("old")));
        }
        Entry young = taken(log, call("young"));
        assertThatThrownBy(this::move).isInstanceOf(JournalFailure.class).hasMessageContaining("another key");
        assertThat(MoveIn.known(scratch.url(), clock.instant())).isEqualTo(1);

        clock.pass(Offers.RETENTION.plus(Duration.ofSeconds(1)));

        assertThat(MoveIn.known(scratch.url(), clock.instant())).isZero();
        assertThat(move()).isEqualTo(1);
        try (PostgresJournal moved = database.server("here", clock)) {
            assertThat(read(moved.call(young.id()).orElseThrow().body()))
                    .isEqualTo(bytes("young").array());
        }
    }

    @Test
    void seesThatADatabaseHasNoJournal() {
        assertThat(MoveIn.known(scratch.url(), clock.instant())).isZero();
    }

    @Test
    void movesNothingWhenTheDatabaseFailsInTheMiddleAndAllOfItAfterwards() throws IOException {
        for (int i = 0; i < 20; i++) {
            taken(log, call("call " + i));
        }
        String key = JournalKey.sealedIn(folder.resolve("journal")).orElseThrow();
        AtomicInteger seen = new AtomicInteger();
        try (LostAnswers way = LostAnswers.to(scratch.url())) {
            MoveIn.From cutOff = new MoveIn.From(
                    log,
                    to -> log.all(each -> {
                        if (seen.incrementAndGet() == 10) {
                            way.cut();
                        }
                        to.accept(each);
                    }),
                    key);

            assertThatThrownBy(() -> MoveIn.into(way.url(), database.box(), "here", cutOff, clock.instant()))
                    .isInstanceOf(JournalFailure.class);
        }
        assertThat(database.number("SELECT COUNT(*) FROM journal.entry")).isZero();

        assertThat(move()).isEqualTo(20);

        try (PostgresJournal moved = database.server("here", clock)) {
            assertThat(moved.open()).hasSize(20);
        }
    }

    @Test
    void knowsBeforeAMoveWhetherTheDatabaseTakesTheLogsKey() {
        String key = JournalKey.sealedIn(folder.resolve("journal")).orElseThrow();
        assertThat(MoveIn.takesKey(scratch.url(), database.box(), key, clock.instant()))
                .isTrue();
        try (PostgresJournal former = database.server("former", clock)) {
            assertThat(MoveIn.takesKey(scratch.url(), database.box(), key, clock.instant()))
                    .isTrue();

            taken(former, call("kept"));
        }

        assertThat(MoveIn.takesKey(scratch.url(), database.box(), key, clock.instant()))
                .isFalse();
    }
}
