package dev.berth.hostd.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentId;
import dev.berth.hostd.assignment.AssignmentBook.Turned;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment.Change;
import dev.berth.protocol.link.Assignment.Complete;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssignmentBookTest {

    private final Orders a = Orders.of("a");
    private final Orders b = Orders.of("b");

    private static AssignedAgent run(Orders agent, long generation) {
        return new AssignedAgent.Instance(agent.run(generation));
    }

    private static AssignmentBook told(long version, AssignedAgent... agents) {
        return AssignmentBook.EMPTY.turn(new Complete(version, List.of(agents))).book();
    }

    private static Change change(long version, AssignedAgent... agents) {
        return new Change(version, List.of(agents), List.of());
    }

    @Test
    void aCompleteOneReplacesEverythingAndTouchesWhatItLeavesOut() {
        Turned turned = told(1, run(a, 1)).turn(new Complete(2, List.of(run(b, 1))));

        assertThat(turned.book().agents()).containsOnlyKeys(b.agent());
        assertThat(turned.changed()).containsExactlyInAnyOrder(a.agent(), b.agent());
    }

    @Test
    void aChangeTouchesOnlyWhatItNames() {
        Turned turned = told(1, run(a, 1)).turn(change(2, run(b, 1)));

        assertThat(turned.book().agents()).containsOnlyKeys(a.agent(), b.agent());
        assertThat(turned.changed()).containsExactly(b.agent());
        assertThat(turned.book().version()).isEqualTo(2);
    }

    @Test
    void ignoresWhatIsOlderThanTheLast() {
        AssignmentBook book = told(5, run(a, 2));

        assertThat(book.turn(change(4, run(a, 3))).book()).isEqualTo(book);
        assertThat(book.turn(new Complete(4, List.of())).book()).isEqualTo(book);
        assertThat(book.turn(new Complete(4, List.of())).changed()).isEmpty();
    }

    @Test
    void takesTheFirstOfANewLinkWhateverItsVersion() {
        AssignmentBook book = told(5, run(a, 2)).reopened();

        Turned turned = book.turn(new Complete(1, List.of(run(b, 1))));

        assertThat(book.confirmed()).isFalse();
        assertThat(turned.book().confirmed()).isTrue();
        assertThat(turned.book().agents()).containsOnlyKeys(b.agent());
        assertThat(turned.book().turn(change(2, run(a, 3))).book().agents()).hasSize(2);
    }

    @Test
    void aChangeBeforeTheFirstCompleteOneIsIgnored() {
        AssignmentBook book = told(5, run(a, 2)).reopened();

        assertThat(book.turn(change(6, run(b, 1))).book()).isEqualTo(book);
    }

    @Test
    void whatIsReadFromTheDiskIsNotConfirmed() {
        AssignmentBook book = AssignmentBook.remembered(7, List.of(run(a, 1)));

        assertThat(book.confirmed()).isFalse();
        assertThat(book.of(a.agent())).contains(run(a, 1));
    }

    @Test
    void aLowerGenerationNeverTakesThePlaceOfAHigherOne() {
        AssignmentBook book = told(1, run(a, 5));

        assertThat(book.turn(change(2, run(a, 4))).book().of(a.agent())).contains(run(a, 5));
        assertThat(book.turn(new Complete(2, List.of(run(a, 4)))).book().of(a.agent()))
                .contains(run(a, 5));
    }

    @Test
    void aLowerGenerationLivesBesideAHigherOneOnlyWhenItIsSaidSo() {
        AssignedAgent both = new AssignedAgent.Overlap(a.run(4), a.run(5));
        AssignmentBook book = told(1, run(a, 4)).turn(change(2, both)).book();

        assertThat(book.of(a.agent())).contains(both);
        assertThat(book.turn(change(3, run(a, 4))).book().of(a.agent())).contains(both);
        assertThat(book.turn(change(3, run(a, 5))).book().of(a.agent())).contains(run(a, 5));
        assertThat(told(1, run(a, 6)).turn(change(2, both)).book().of(a.agent()))
                .contains(run(a, 6));
    }

    @Test
    void theHigherOfTwoEndsWhileTheLowerOneGoesOn() {
        AssignedAgent both = new AssignedAgent.Overlap(a.run(4), a.run(5));
        AssignedAgent back = new AssignedAgent.Overlap(a.run(4), a.stop(5));

        assertThat(told(1, both).turn(change(2, back)).book().of(a.agent())).contains(back);
    }

    @Test
    void theSameGenerationMayGetAnotherGoal() {
        AssignedAgent stop = new AssignedAgent.Instance(a.stop(5));

        assertThat(told(1, run(a, 5)).turn(change(2, stop)).book().of(a.agent()))
                .contains(stop);
    }

    @Test
    void forgetsADiscardThatIsRecordedAndNothingElse() {
        AssignedAgent discard = new AssignedAgent.Discard(a.agent(), true);
        AssignmentBook book = told(1, discard, run(b, 1));

        AssignmentBook next = book.turn(new Change(2, List.of(), List.<AgentId>of(a.agent(), b.agent())))
                .book();

        assertThat(next.agents()).containsOnlyKeys(b.agent());
    }
}
