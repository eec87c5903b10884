package dev.berth.journal;

import static dev.berth.journal.Offers.FIRST_RUN;
import static dev.berth.journal.Offers.NOON;
import static dev.berth.journal.Offers.SHOP;
import static dev.berth.journal.Offers.answer;
import static dev.berth.journal.Offers.bytes;
import static dev.berth.journal.Offers.call;
import static dev.berth.journal.Offers.keyed;
import static dev.berth.journal.Offers.now;
import static dev.berth.journal.Offers.taken;
import static dev.berth.journal.Offers.terms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.EntryState.Abandoned;
import dev.berth.journal.EntryState.Accepted;
import dev.berth.journal.EntryState.Completed;
import dev.berth.journal.EntryState.Delivering;
import dev.berth.journal.EntryState.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [Journal] must do with a call, from its arrival to its answer.
public abstract class JournalContract extends OpenedJournal {

    @Test
    void keepsACallByteForByte() throws IOException {
        byte[] body = new byte[10_000];
        RandomGenerator.getDefault().nextBytes(body);
        Entry entry = taken(journal, call(SHOP, new Body.Inline(Bytes.of(body)), terms()));

        reopen();

        Stored.Call stored = journal.call(entry.id()).orElseThrow();
        assertThat(stored.head()).isEqualTo(Offers.head());
        assertThat(stored.bodyLength()).isEqualTo(body.length);
        assertThat(stored.body().readAllBytes()).isEqualTo(body);
        assertThat(journal.find(entry.id())).hasValue(entry);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 1_000_001})
    void keepsALargeBodyByteForByte(int length) throws IOException {
        byte[] body = new byte[length];
        RandomGenerator.getDefault().nextBytes(body);
        Entry entry;
        try (Spool spool = journal.spool()) {
            spool.write(body, 0, length / 3);
            spool.write(body, length / 3, length - length / 3);
            entry = taken(journal, call(SHOP, spool.finish(), terms()));
        }

        reopen();

        Stored.Call stored = journal.call(entry.id()).orElseThrow();
        assertThat(stored.bodyLength()).isEqualTo(length);
        assertThat(stored.body().readAllBytes()).isEqualTo(body);
    }

    @Test
    void leasesAnEntryToOneDelivererAlone() {
        Entry entry = taken(journal, call("once"));
        List<CompletionStage<Optional<Integer>>> tries = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tries.add(journal.lease(entry.id(), FIRST_RUN));
        }

        List<Integer> leased =
                tries.stream().map(Offers::now).flatMap(Optional::stream).toList();

        assertThat(leased).containsExactly(1);
        assertThat(journal.find(entry.id()).orElseThrow().state()).isEqualTo(new Delivering(1, FIRST_RUN, NOON));
    }

    @Test
    void countsOnlyDeliveriesThatMayHaveReachedTheAgent() {
        Entry entry = taken(journal, call("twice"));
        now(journal.lease(entry.id(), FIRST_RUN));
        now(journal.release(entry.id(), false));
        assertThat(now(journal.lease(entry.id(), FIRST_RUN))).hasValue(1);
        now(journal.release(entry.id(), true));

        assertThat(now(journal.lease(entry.id(), new InstanceId(SHOP, 2)))).hasValue(2);

        reopen();
        assertThat(journal.open()).hasSize(1);
        assertThat(journal.open().getFirst().state()).isEqualTo(new Delivering(2, new InstanceId(SHOP, 2), NOON));
    }

    @Test
    void takesACallOnAndLeasesItInOneStep() {
        Entry entry = taken(journal, Offers.delivered("quick"));

        assertThat(entry.state()).isEqualTo(new Delivering(1, FIRST_RUN, NOON));
        assertThat(now(journal.lease(entry.id(), FIRST_RUN))).isEmpty();
        assertThat(now(journal.complete(entry.id(), answer("done")))).isTrue();
    }

    @Test
    void keepsTheAnswerByteForByte() throws IOException {
        Entry entry = taken(journal, Offers.delivered("question"));
        clock.pass(Duration.ofSeconds(1));
        now(journal.complete(entry.id(), answer("answer")));

        reopen();

        Stored.Response stored = journal.response(entry.id()).orElseThrow();
        assertThat(stored.status()).isEqualTo(200);
        assertThat(stored.head()).isEqualTo(answer("").head());
        assertThat(stored.kept()).isTrue();
        assertThat(stored.body().readAllBytes()).isEqualTo(bytes("answer").array());
        assertThat(journal.find(entry.id()).orElseThrow().state())
                .isEqualTo(new Completed(1, 200, NOON.plusSeconds(1)));
        assertThat(journal.open()).isEmpty();
    }

    @Test
    void keepsALargeAnswer() throws IOException {
        byte[] body = new byte[300_000];
        RandomGenerator.getDefault().nextBytes(body);
        Entry entry = taken(journal, Offers.delivered("question"));
        try (Spool spool = journal.spool()) {
            spool.write(body, 0, body.length);
            now(journal.complete(
                    entry.id(), new Answer(200, answer("").head(), new Answer.Kept.Whole(spool.finish()))));
        }

        reopen();

        assertThat(journal.response(entry.id()).orElseThrow().body().readAllBytes())
                .isEqualTo(body);
    }

    @Test
    void tellsHowLongAnAnswerWasThatItDidNotKeep() {
        Entry entry = taken(journal, Offers.delivered("question"));
        now(journal.complete(entry.id(), new Answer(200, answer("").head(), new Answer.Kept.TooLarge(5_000_000))));

        reopen();

        Stored.Response stored = journal.response(entry.id()).orElseThrow();
        assertThat(stored.kept()).isFalse();
        assertThat(stored.bodyLength()).isEqualTo(5_000_000);
    }

    @Test
    void hasNoAnswerBeforeTheAgentGaveOne() {
        Entry entry = taken(journal, call("question"));

        assertThat(journal.response(entry.id())).isEmpty();
    }

    @Test
    void leavesAnEndedEntryAsItEnded() {
        Entry completed = taken(journal, Offers.delivered("a"));
        now(journal.complete(completed.id(), answer("first")));
        Entry abandoned = taken(journal, call("b"));
        now(journal.abandon(abandoned.id(), Reason.CANCELLED, "Its caller took it back."));

        assertThat(now(journal.complete(completed.id(), answer("second")))).isFalse();
        assertThat(now(journal.abandon(completed.id(), Reason.CANCELLED, "no"))).isFalse();
        assertThat(now(journal.lease(completed.id(), FIRST_RUN))).isEmpty();
        assertThat(now(journal.release(completed.id(), true))).isFalse();
        assertThat(now(journal.lease(abandoned.id(), FIRST_RUN))).isEmpty();
        assertThat(journal.find(abandoned.id()).orElseThrow().state())
                .isEqualTo(new Abandoned(0, Reason.CANCELLED, "Its caller took it back.", NOON));
    }

    @Test
    void neverCompletesWhatIsNotBeingDelivered() {
        Entry entry = taken(journal, call("waiting"));

        assertThat(now(journal.complete(entry.id(), answer("early")))).isFalse();
        assertThat(journal.find(entry.id()).orElseThrow().state()).isEqualTo(new Accepted(0));
    }

    @Test
    void givesOpenEntriesOfAFormerRunInTheOrderOfArrival() {
        Entry first = taken(journal, call("1"));
        Entry second = taken(journal, call("2"));
        Entry third = taken(journal, Offers.delivered("3"));
        Entry ended = taken(journal, Offers.delivered("4"));
        now(journal.complete(ended.id(), answer("done")));

        reopen();

        assertThat(journal.open()).containsExactly(first, second, third);
        Entry later = taken(journal, call("5"));
        assertThat(later.id()).isGreaterThan(ended.id());
    }

    @Test
    void knowsARepeatedCallByItsKey() {
        Entry first = taken(journal, keyed("ann", "k1", "order"));

        assertThat(now(journal.accept(keyed("ann", "k1", "order")))).isEqualTo(new Admission.Repeats(first));
        assertThat(now(journal.accept(keyed("ann", "k1", "other order"))))
                .isEqualTo(new Admission.KeyConflict(first.id()));
        assertThat(now(journal.accept(keyed("bob", "k1", "order")))).isInstanceOf(Admission.Taken.class);
        assertThat(now(journal.accept(keyed("ann", "k2", "order")))).isInstanceOf(Admission.Taken.class);
    }

    @Test
    void knowsARepeatedCallAfterARestart() {
        Entry first = taken(journal, keyed("ann", "k1", "order"));
        now(journal.lease(first.id(), FIRST_RUN));
        now(journal.complete(first.id(), answer("done")));

        reopen();

        Admission repeated = now(journal.accept(keyed("ann", "k1", "order")));
        assertThat(repeated)
                .isEqualTo(new Admission.Repeats(journal.find(first.id()).orElseThrow()));
    }

    @Test
    void takesOneOfManyCallsWithOneKeyThatComeAtOnce() {
        List<CompletionStage<Admission>> offers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            offers.add(journal.accept(keyed("ann", "k1", "order")));
        }

        List<Admission> admissions = offers.stream().map(Offers::now).toList();

        assertThat(admissions).filteredOn(Admission.Taken.class::isInstance).hasSize(1);
        assertThat(admissions).filteredOn(Admission.Repeats.class::isInstance).hasSize(99);
    }

    @Test
    void namesTheEntryThatAReplayRepeats() {
        Entry first = taken(journal, call("again"));
        Entry replay = taken(journal, new Offer(SHOP, Offers.head(), Body.EMPTY, terms(), null, null, first.id()));

        reopen();

        assertThat(journal.find(replay.id()).orElseThrow().replayOf()).isEqualTo(first.id());
    }
}
