package dev.berth.domain.lifecycle;

import static dev.berth.domain.lifecycle.SampleRuns.NOON;
import static dev.berth.domain.lifecycle.SampleRuns.ended;
import static dev.berth.domain.lifecycle.SampleRuns.exited;
import static dev.berth.domain.lifecycle.SampleRuns.numbered;
import static dev.berth.domain.lifecycle.SampleRuns.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.agent.Wish.Cause;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Placed;
import dev.berth.domain.instance.InstanceState.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverlapTest {

    private static final Wish RUN = Wish.none(NOON).run("It was started.", NOON);
    private static final Run OLD = numbered(3, Goal.RUN, running(Readiness.READY));
    private static final Run NEW_READY = numbered(4, Goal.RUN, running(Readiness.READY));
    private static final Run NEW_PLACED = numbered(4, Goal.RUN, new Placed("x"));

    private static Wish rolling(long after) {
        return RUN.rolling(
                new Rollout(
                        Rollout.Phase.UNDER_WAY,
                        Revision.FIRST,
                        Revision.FIRST.next(),
                        new Agent.Profile("x", "", "", Map.of(), "{}"),
                        Duration.ofMinutes(5),
                        "",
                        after),
                "It is being updated.");
    }

    private static AgentStep next(Wish wish, Run inCharge, Run beside) {
        return Overlap.next(wish, inCharge, Optional.of(beside), NOON);
    }

    private static AgentStep main(Wish wish, Run inCharge, Run beside) {
        return AgentPlanner.next(wish, RestartPolicy.DEFAULT, Optional.of(inCharge), Optional.of(beside), NOON);
    }

    @Test
    void makesTheNewInstanceWhileTheOldOneServes() {
        assertThat(Overlap.next(rolling(3), OLD, Optional.empty(), NOON)).isEqualTo(new AgentStep.PlaceBeside(0));
        assertThat(AgentPlanner.next(rolling(3), RestartPolicy.DEFAULT, Optional.of(OLD), NOON))
                .isEqualTo(new AgentStep.Rest());
    }

    @Test
    void makesNoneWithoutARolloutThatOverlaps() {
        assertThat(Overlap.next(RUN, OLD, Optional.empty(), NOON)).isEqualTo(new AgentStep.Rest());
        assertThat(Overlap.next(rolling(0), OLD, Optional.empty(), NOON)).isEqualTo(new AgentStep.Rest());
    }

    @Test
    void changesOverWhenTheNewOneIsReadyAndNotBefore() {
        assertThat(next(rolling(3), OLD, NEW_PLACED)).isInstanceOf(AgentStep.WaitUntil.class);
        assertThat(next(rolling(3), OLD, NEW_READY)).isEqualTo(new AgentStep.Settle());
    }

    /// It may have been ready once: what counts is that it takes calls now.
    @Test
    void doesNotChangeOverToOneThatHasEnded() {
        Run crashed = SampleRuns.readySince(numbered(4, Goal.RUN, ended(exited(1))), NOON);

        assertThat(next(rolling(3), OLD, crashed)).isInstanceOf(AgentStep.GoBack.class);
    }

    @Test
    void goesBackWhenTheNewOneIsNotReadyInTimeAndSaysHowFarItCame() {
        assertThat(tooLate(NEW_PLACED))
                .isEqualTo(new AgentStep.GoBack("It was not ready within 300 s. Its host was still x."));
        assertThat(tooLate(numbered(4, Goal.RUN, new InstanceState.Prepared(SampleRuns.CONTAINER))))
                .isEqualTo(new AgentStep.GoBack(
                        "It was not ready within 300 s. Its container was made and had not started."));
        assertThat(tooLate(numbered(4, Goal.RUN, running(Readiness.STARTING))))
                .isEqualTo(new AgentStep.GoBack("It was not ready within 300 s."));
    }

    private static AgentStep tooLate(Run beside) {
        return Overlap.next(rolling(3), OLD, Optional.of(beside), NOON.plus(Duration.ofMinutes(6)));
    }

    @Test
    void goesBackWithWhatTheNewOneWroteLast() {
        List<String> log = List.of("one", "two", "", "three", "four");
        Run crashed = numbered(4, Goal.RUN, ended(new EndReason.Exited(3, false, log)));
        Run silent = numbered(4, Goal.RUN, ended(new EndReason.Exited(3, false, List.of(""))));
        Run talkative = numbered(4, Goal.RUN, ended(new EndReason.Exited(3, false, List.of("x".repeat(1000)))));

        assertThat(next(rolling(3), OLD, crashed))
                .isEqualTo(new AgentStep.GoBack(
                        "It ended by itself with exit code 3. Its last words: two | three | four"));
        assertThat(next(rolling(3), OLD, silent))
                .isEqualTo(new AgentStep.GoBack("It ended by itself with exit code 3."));
        assertThat(next(rolling(3), OLD, talkative))
                .isEqualTo(new AgentStep.GoBack(
                        "It ended by itself with exit code 3. Its last words: ..." + "x".repeat(400)));
    }

    @Test
    void triesAgainAfterAnEndThatSaysNothingOfTheNewOne() {
        Run wentDown = numbered(4, Goal.RUN, ended(new EndReason.WentDown()));

        assertThat(next(rolling(3), OLD, wentDown)).isEqualTo(new AgentStep.WaitUntil(NOON.plusSeconds(1), 1));
        assertThat(Overlap.next(rolling(3), OLD, Optional.of(wentDown), NOON.plusSeconds(1)))
                .isEqualTo(new AgentStep.PlaceBeside(1));
    }

    @Test
    void goesBackWhenTheNewOneGoesDownAgainAndAgain() {
        Run once = numbered(4, Goal.RUN, ended(new EndReason.WentDown()));
        Run oftener = new Run(
                once.id(),
                once.revision(),
                once.host(),
                once.goal(),
                once.depth(),
                once.state(),
                RestartPolicy.DEFAULT.maxRetries(),
                once.placedAt(),
                null,
                "");

        assertThat(Overlap.next(rolling(3), OLD, Optional.of(oftener), NOON.plus(Duration.ofMinutes(1))))
                .isEqualTo(new AgentStep.GoBack("It went down with its engine or host. 3 retries did not help."));
    }

    @Test
    void putsTheNewOneInChargeWhenTheOldOneCrashesMeanwhile() {
        Run crashed = numbered(3, Goal.RUN, ended(exited(1)));

        assertThat(next(rolling(3), crashed, NEW_PLACED)).isEqualTo(new AgentStep.TakeOver());
        assertThat(main(rolling(3), crashed, NEW_PLACED)).isEqualTo(new AgentStep.Rest());
    }

    @Test
    void startsTheNewRevisionWhenTheOldInstanceEndsBeforeTheNewOneIsMade() {
        for (EndReason end : SampleRuns.endReasons()) {
            Run over = numbered(3, Goal.RUN, ended(end));

            assertThat(AgentPlanner.next(rolling(3), RestartPolicy.DEFAULT, Optional.of(over), NOON))
                    .isEqualTo(new AgentStep.Place(0));
        }
    }

    @Test
    void endsWhatIsBesideWithoutARolloutThatTriesIt() {
        List<Wish> wishes = List.of(
                RUN,
                RUN.runAfter(4, "It was restarted.", NOON),
                RUN.stop(Cause.PERSON, "x", NOON),
                RUN.hibernate(Hibernation.FREEZE, Cause.PERSON, "x", NOON),
                RUN.remove(false, false, NOON),
                rolling(4));

        assertThat(wishes).allSatisfy(wish -> {
            assertThat(next(wish, OLD, NEW_READY))
                    .isEqualTo(new AgentStep.Retire(NEW_READY.id(), Goal.STOP, Hibernation.STOP));
            assertThat(next(wish, NEW_READY, OLD))
                    .isEqualTo(new AgentStep.Retire(OLD.id(), Goal.STOP, Hibernation.STOP));
        });
    }

    /// Whatever is wanted: two that live are the most.
    @Test
    void neverMakesAThird() {
        List<Wish> wishes = List.of(RUN, rolling(3), rolling(4), RUN.runAfter(4, "x", NOON));
        for (Wish wish : wishes) {
            for (Goal goal : List.of(Goal.RUN, Goal.STOP)) {
                SampleRuns.liveStates().forEach(state -> {
                    Run older = numbered(3, goal, state);
                    Run newer = numbered(4, goal, state);
                    List<Run> ends = SampleRuns.endReasons().stream()
                            .map(end -> numbered(4, Goal.RUN, ended(end)))
                            .toList();
                    ends.forEach(over -> {
                        assertPlacesNothing(next(wish, over, older));
                        assertPlacesNothing(main(wish, over, older));
                    });
                    assertPlacesNothing(next(wish, OLD, newer));
                    assertPlacesNothing(main(wish, OLD, newer));
                });
            }
        }
    }

    private static void assertPlacesNothing(AgentStep step) {
        assertThat(step)
                .isNotInstanceOfAny(
                        AgentStep.Place.class,
                        AgentStep.PlaceBeside.class,
                        AgentStep.Republish.class,
                        AgentStep.Discard.class);
    }

    @Test
    void waitsForCallsOfTheOldInstanceForAsLongAsDrainFromTheChangeOn() {
        Duration drain = Duration.ofSeconds(30);

        assertThat(Draining.beside(RUN, drain, OLD, 2, NOON.plusSeconds(29)))
                .contains(new Draining(2, Optional.of(NOON.plusSeconds(30))));
        assertThat(Draining.beside(RUN, drain, OLD, 2, NOON.plusSeconds(30))).isEmpty();
        assertThat(Draining.beside(RUN, drain, OLD, 0, NOON)).isEmpty();
        assertThat(Draining.beside(RUN.stop(Cause.PERSON, "x", NOON).atOnce(true), drain, OLD, 2, NOON))
                .isEmpty();
    }

    @Test
    void isNotAskedToSleepWhileItIsUpdated() {
        assertThat(rolling(3).isRollingOut()).isTrue();
        assertThat(RUN.isRollingOut()).isFalse();
    }
}
