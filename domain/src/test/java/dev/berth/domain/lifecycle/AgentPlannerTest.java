package dev.berth.domain.lifecycle;

import static dev.berth.domain.lifecycle.SampleRuns.GENERATION;
import static dev.berth.domain.lifecycle.SampleRuns.NOON;
import static dev.berth.domain.lifecycle.SampleRuns.ended;
import static dev.berth.domain.lifecycle.SampleRuns.exited;
import static dev.berth.domain.lifecycle.SampleRuns.readySince;
import static dev.berth.domain.lifecycle.SampleRuns.run;
import static dev.berth.domain.lifecycle.SampleRuns.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.RestartPolicy.Mode;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.agent.Wish.Cause;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the tables in docs/state-machines/agent.md cannot show: times, counts, and why.
class AgentPlannerTest {

    private static final Wish RUN = Wish.none(NOON).run("It was started.", NOON);

    private static AgentStep next(Wish wish, Run latest, Instant now) {
        return AgentPlanner.next(wish, RestartPolicy.DEFAULT, Optional.of(latest), now);
    }

    private static RestartPolicy policy(Mode mode, int retries) {
        return new RestartPolicy(mode, retries, Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    @Test
    void waitsLongerAfterEveryCrashAndThenGivesUp() {
        assertThat(next(RUN, run(Goal.RUN, ended(exited(1)), 0), NOON))
                .isEqualTo(new AgentStep.WaitUntil(NOON.plusSeconds(1), 1));
        assertThat(next(RUN, run(Goal.RUN, ended(exited(1)), 1), NOON))
                .isEqualTo(new AgentStep.WaitUntil(NOON.plusSeconds(2), 2));
        assertThat(next(RUN, run(Goal.RUN, ended(exited(1)), 2), NOON))
                .isEqualTo(new AgentStep.WaitUntil(NOON.plusSeconds(4), 3));
        assertThat(next(RUN, run(Goal.RUN, ended(exited(1)), 3), NOON.plusSeconds(3600)))
                .isEqualTo(new AgentStep.Rest());
    }

    @Test
    void triesAgainAtTheVeryMomentThatTheWaitIsOver() {
        Run crashed = run(Goal.RUN, ended(exited(1)), 1);

        assertThat(next(RUN, crashed, NOON.plusMillis(1999))).isInstanceOf(AgentStep.WaitUntil.class);
        assertThat(next(RUN, crashed, NOON.plusMillis(2000))).isEqualTo(new AgentStep.Place(2));
    }

    @Test
    void countsAfreshAfterTenMinutesOfHealth() {
        Run crashed = run(Goal.RUN, ended(exited(1)), 3);

        assertThat(next(RUN, readySince(crashed, NOON.minusSeconds(600)), NOON.plusSeconds(1)))
                .isEqualTo(new AgentStep.Place(1));
        assertThat(next(RUN, readySince(crashed, NOON.minusSeconds(599)), NOON.plusSeconds(3600)))
                .isEqualTo(new AgentStep.Rest());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 1000})
    void neverGivesUpOnAnAgentThatShallAlwaysRun(int attempt) {
        Run crashed = run(Goal.RUN, ended(exited(0)), attempt);

        assertThat(AgentPlanner.next(RUN, policy(Mode.ALWAYS, 3), Optional.of(crashed), NOON.plusSeconds(60)))
                .isEqualTo(new AgentStep.Place(attempt + 1));
    }

    @Test
    void countsAnUnhealthyInstanceAsACrash() {
        EndReason unhealthy = new EndReason.Unhealthy("GET /health answered 503.");

        assertThat(next(RUN, run(Goal.RUN, ended(unhealthy), 0), NOON.plusSeconds(60)))
                .isEqualTo(new AgentStep.Place(1));
        assertThat(next(RUN, run(Goal.RUN, ended(unhealthy), 3), NOON.plusSeconds(60)))
                .isEqualTo(new AgentStep.Rest());
        assertThat(next(RUN, run(Goal.RUN, ended(unhealthy), 0), NOON)).isInstanceOf(AgentStep.WaitUntil.class);
    }

    @Test
    void blamesNoAgentForItsHostsCrash() {
        Run wentDown = run(Goal.RUN, ended(new EndReason.WentDown()), 3);

        assertThat(next(RUN, wentDown, NOON)).isEqualTo(new AgentStep.Place(3));
        assertThat(AgentPlanner.next(RUN, policy(Mode.NO, 3), Optional.of(wentDown), NOON))
                .isEqualTo(new AgentStep.Rest());
    }

    @Test
    void blamesNoAgentForAPortThatBerthChose() {
        EndReason taken = SampleRuns.notStarted(EndReason.NotStarted.Cause.CHOSEN_PORT_TAKEN);

        assertThat(next(RUN, run(Goal.RUN, ended(taken), 3), NOON)).isEqualTo(new AgentStep.Republish(3));
        assertThat(AgentPlanner.next(RUN, policy(Mode.NO, 0), Optional.of(run(Goal.RUN, ended(taken), 0)), NOON))
                .isEqualTo(new AgentStep.Republish(0));
    }

    @Test
    void countsAfreshWhenAPersonAsksForANewInstance() {
        Wish again = RUN.runAfter(GENERATION, "It was started.", NOON);

        assertThat(next(again, run(Goal.RUN, ended(exited(1)), 3), NOON)).isEqualTo(new AgentStep.Place(0));
    }

    /// Stopped and started again before the end was seen: the end that Berth asked for is no crash, however it looks.
    @ParameterizedTest
    @EnumSource(
            value = Goal.class,
            names = {"HIBERNATE", "STOP"})
    void takesNoEndThatItAskedForForACrashOrForSomebodyElsesDoing(Goal asked) {
        List<EndReason> ends = List.of(
                exited(0),
                exited(143),
                new EndReason.WentDown(),
                new EndReason.StoppedAtEngine(),
                new EndReason.RemovedAtEngine(),
                SampleRuns.notStarted(EndReason.NotStarted.Cause.REFUSED));

        assertThat(ends)
                .allSatisfy(end -> assertThat(
                                AgentPlanner.next(RUN, policy(Mode.NO, 0), Optional.of(run(asked, ended(end))), NOON))
                        .isEqualTo(new AgentStep.Place(0)));
    }

    /// Whoever froze it may let it go on; it is the same instance then.
    @Test
    void leavesAnInstanceAloneThatWasFrozenAtTheEngine() {
        assertThat(next(RUN, run(Goal.RUN, running(Readiness.PAUSED)), NOON)).isEqualTo(new AgentStep.Rest());
        assertThat(next(RUN, run(Goal.HIBERNATE, running(Readiness.PAUSED)), NOON))
                .isEqualTo(new AgentStep.Rest());
    }

    @Test
    void keepsTheMemoryOfAnInstanceThatWasFrozenAtTheEngineAndIsResumed() {
        Run frozen = run(Goal.RUN, running(Readiness.PAUSED));

        assertThat(next(RUN.runAfter(frozen.id().generation(), "It was resumed.", NOON), frozen, NOON))
                .isEqualTo(new AgentStep.Retire(frozen.id(), Goal.HIBERNATE, Hibernation.FREEZE));
    }

    @Test
    void looksAtWhatIsWantedAndNotAtWhoWantsIt() {
        for (Run run : List.of(run(Goal.RUN, running(Readiness.READY)), run(Goal.RUN, ended(exited(1))))) {
            for (Cause cause : Cause.values()) {
                assertThat(next(RUN.stop(cause, "x", NOON), run, NOON))
                        .isEqualTo(next(RUN.stop(Cause.PERSON, "x", NOON), run, NOON));
                assertThat(next(RUN.hibernate(Hibernation.FREEZE, cause, "x", NOON), run, NOON))
                        .isEqualTo(next(RUN.hibernate(Hibernation.FREEZE, Cause.PERSON, "x", NOON), run, NOON));
            }
        }
    }

    /// It may be waking: the memory that it is to take over is worth as much as its own.
    @Test
    void freezesAlsoAnInstanceThatDoesNotRunYet() {
        for (InstanceState state : SampleRuns.liveStates()) {
            Run run = run(Goal.RUN, state);

            assertThat(next(RUN.hibernate(Hibernation.FREEZE, Cause.PERSON, "x", NOON), run, NOON))
                    .isEqualTo(new AgentStep.Retire(run.id(), Goal.HIBERNATE, Hibernation.FREEZE));
        }
    }

    @Test
    void tellsHowDeepToSleep() {
        Run running = run(Goal.RUN, running(Readiness.READY));

        assertThat(next(RUN.hibernate(Hibernation.STOP, Cause.SLEEP, "x", NOON), running, NOON))
                .isEqualTo(new AgentStep.Retire(running.id(), Goal.HIBERNATE, Hibernation.STOP));
    }
}
