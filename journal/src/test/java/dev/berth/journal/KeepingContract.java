package dev.berth.journal;

import static dev.berth.journal.Offers.BANK;
import static dev.berth.journal.Offers.FIRST_RUN;
import static dev.berth.journal.Offers.NOON;
import static dev.berth.journal.Offers.RETENTION;
import static dev.berth.journal.Offers.SHOP;
import static dev.berth.journal.Offers.answer;
import static dev.berth.journal.Offers.call;
import static dev.berth.journal.Offers.keyed;
import static dev.berth.journal.Offers.now;
import static dev.berth.journal.Offers.taken;
import static dev.berth.journal.Offers.terms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.journal.EntryQuery.Standing;
import dev.berth.journal.EntryState.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// How much every [Journal] keeps, how long, and what it says of it.
public abstract class KeepingContract extends OpenedJournal {

    @Test
    void takesNoMoreThanAnAgentMayHaveOpen() {
        Offer.Terms two = new Offer.Terms(NOON.plusSeconds(60), RETENTION, 2, 1L << 30);
        Entry first = taken(journal, call(SHOP, Body.EMPTY, two));
        taken(journal, call(SHOP, Body.EMPTY, two));

        assertThat(now(journal.accept(call(SHOP, Body.EMPTY, two)))).isEqualTo(new Admission.Full("max_entries", 2));
        assertThat(now(journal.accept(call(BANK, Body.EMPTY, two)))).isInstanceOf(Admission.Taken.class);

        now(journal.abandon(first.id(), Reason.CANCELLED, "Room was needed."));
        assertThat(now(journal.accept(call(SHOP, Body.EMPTY, two)))).isInstanceOf(Admission.Taken.class);
    }

    @Test
    void takesNoMoreBytesThanAnAgentMayHaveOpenAcrossARestart() {
        Offer.Terms small = new Offer.Terms(NOON.plusSeconds(60), RETENTION, 100, 1000);
        taken(journal, call(SHOP, new Body.Inline(Bytes.of(new byte[600])), small));

        reopen();

        assertThat(now(journal.accept(call(SHOP, new Body.Inline(Bytes.of(new byte[600])), small))))
                .isEqualTo(new Admission.Full("max_bytes", 1000));
        assertThat(journal.figures().open()).isEqualTo(1);
    }

    @Test
    void forgetsAnEntryWhenItsTimeIsOver() {
        Entry entry = taken(journal, keyed("ann", "k1", "order"));
        now(journal.lease(entry.id(), FIRST_RUN));
        now(journal.complete(entry.id(), answer("done")));

        clock.pass(RETENTION.minusMillis(1));
        assertThat(journal.find(entry.id())).isPresent();
        clock.pass(Duration.ofMillis(1));

        assertThat(journal.find(entry.id())).isEmpty();
        assertThat(journal.call(entry.id())).isEmpty();
        assertThat(journal.response(entry.id())).isEmpty();
        assertThat(now(journal.accept(keyed("ann", "k1", "another order")))).isInstanceOf(Admission.Taken.class);
    }

    @Test
    void neverForgetsWhatHasNotEnded() {
        Entry entry = taken(journal, call("patient"));

        clock.pass(Duration.ofDays(400));
        reopen();

        assertThat(journal.find(entry.id())).isPresent();
        assertThat(journal.open()).containsExactly(entry);
    }

    @Test
    void forgetsAnEndedEntryWhenAsked() {
        Entry open = taken(journal, call("open"));
        Entry ended = taken(journal, keyed("ann", "k1", "order"));
        now(journal.abandon(ended.id(), Reason.CANCELLED, "Taken back."));
        catchUp();

        assertThat(now(journal.forget(open.id()))).isFalse();
        assertThat(now(journal.forget(ended.id()))).isTrue();

        assertThat(journal.find(ended.id())).isEmpty();
        assertThat(now(journal.accept(keyed("ann", "k1", "another")))).isInstanceOf(Admission.Taken.class);
        reopen();
        assertThat(journal.find(ended.id())).isEmpty();
        assertThat(journal.find(open.id())).isPresent();
    }

    @Test
    void forgetsAllThatEndedOfAnAgent() {
        Entry open = taken(journal, call("open"));
        Entry foreign = taken(journal, call(BANK, Body.EMPTY, terms()));
        now(journal.abandon(foreign.id(), Reason.CANCELLED, "Taken back."));
        for (int i = 0; i < 1100; i++) {
            Entry entry = taken(journal, Offers.delivered("c" + i));
            journal.complete(entry.id(), answer("done"));
        }
        Entry dead = taken(journal, call("dead"));
        now(journal.abandon(dead.id(), Reason.DEADLINE, "Too late."));

        assertThat(now(journal.forgetEnded(SHOP, Set.of(Standing.ACCEPTED)))).isZero();
        assertThat(now(journal.forgetEnded(SHOP, Set.of(Standing.COMPLETED, Standing.DELIVERING))))
                .isEqualTo(1100);
        assertThat(journal.find(dead.id())).isPresent();
        assertThat(now(journal.forgetEnded(SHOP, Set.of()))).isEqualTo(1);

        catchUp();
        assertThat(journal.list(new EntryQuery(SHOP, Set.of(), null, 50))).containsExactly(open);
        assertThat(journal.find(foreign.id())).isPresent();
    }

    @Test
    void keepsNoBodyOfACallThatItDoesNotTakeOn() {
        Offer.Terms one = new Offer.Terms(NOON.plusSeconds(60), RETENTION, 2, 1L << 30);
        taken(journal, call(SHOP, spooled(journal), one));
        taken(journal, keyed("ann", "k1", "order"));

        assertThat(now(journal.accept(call(SHOP, spooled(journal), one)))).isInstanceOf(Admission.Full.class);
        assertThat(now(journal.accept(Offers.withBody(keyed("ann", "k1", "order"), spooled(journal)))))
                .isInstanceOf(Admission.Repeats.class);
        assertThat(now(journal.accept(Offers.withBody(keyed("ann", "k1", "other"), spooled(journal)))))
                .isInstanceOf(Admission.KeyConflict.class);

        assertThat(subject().keptBodies(journal)).isEqualTo(1);
    }

    @Test
    void keepsNoAnswerThatComesTooLate() {
        Entry entry = taken(journal, Offers.delivered("question"));
        now(journal.abandon(entry.id(), Reason.DEADLINE, "Too late."));

        assertThat(now(journal.complete(
                        entry.id(), new Answer(200, answer("").head(), new Answer.Kept.Whole(spooled(journal))))))
                .isFalse();

        assertThat(subject().keptBodies(journal)).isZero();
    }

    @Test
    void countsWhatHappens() {
        Entry oldest = taken(journal, call("waiting"));
        clock.pass(Duration.ofSeconds(1));
        Entry completed = taken(journal, Offers.delivered("a"));
        now(journal.complete(completed.id(), answer("done")));
        Entry late = taken(journal, call("b"));
        now(journal.abandon(late.id(), Reason.DEADLINE, "Too late."));
        Entry gone = taken(journal, call(BANK, Body.EMPTY, terms()));
        now(journal.abandon(gone.id(), Reason.AGENT_REMOVED, "Its agent was removed."));

        JournalFigures figures = journal.figures();

        assertThat(figures.open()).isEqualTo(1);
        assertThat(figures.oldestOpen()).hasValue(oldest.acceptedAt());
        assertThat(figures.sinceStart())
                .isEqualTo(new JournalFigures.Counts(4, 1, Map.of(Reason.DEADLINE, 1L, Reason.AGENT_REMOVED, 1L)));
        assertThat(journal.open(SHOP)).isEqualTo(1);
        assertThat(journal.open(BANK)).isZero();

        reopen();
        assertThat(journal.figures().oldestOpen()).hasValue(oldest.acceptedAt());
        assertThat(journal.open(SHOP)).isEqualTo(1);
        now(journal.abandon(oldest.id(), Reason.CANCELLED, "Taken back."));
        assertThat(journal.figures().oldestOpen()).isEmpty();
    }

    @Test
    void listsTheNewestFirstPageByPage() {
        List<EntryId> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.addFirst(taken(journal, call("c" + i)).id());
        }
        taken(journal, call(BANK, Body.EMPTY, terms()));
        catchUp();

        List<Entry> first = journal.list(new EntryQuery(SHOP, Set.of(), null, 4));
        List<Entry> second =
                journal.list(new EntryQuery(SHOP, Set.of(), first.getLast().id(), 4));

        assertThat(first).extracting(Entry::id).isEqualTo(ids.subList(0, 4));
        assertThat(second).extracting(Entry::id).isEqualTo(ids.subList(4, 7));
    }

    @Test
    void listsByState() {
        Entry accepted = taken(journal, call("a"));
        Entry delivering = taken(journal, Offers.delivered("d"));
        Entry completed = taken(journal, Offers.delivered("c"));
        now(journal.complete(completed.id(), answer("done")));
        Entry abandoned = taken(journal, call("x"));
        now(journal.abandon(abandoned.id(), Reason.DEADLINE, "Too late."));
        catchUp();

        assertThat(listed(Standing.ACCEPTED)).containsExactly(accepted.id());
        assertThat(listed(Standing.DELIVERING)).containsExactly(delivering.id());
        assertThat(listed(Standing.COMPLETED)).containsExactly(completed.id());
        assertThat(listed(Standing.ABANDONED)).containsExactly(abandoned.id());
        assertThat(listed(Standing.ABANDONED, Standing.ACCEPTED)).containsExactly(abandoned.id(), accepted.id());
    }

    private List<EntryId> listed(Standing... states) {
        return journal.list(new EntryQuery(SHOP, Set.of(states), null, 50)).stream()
                .map(Entry::id)
                .toList();
    }
}
