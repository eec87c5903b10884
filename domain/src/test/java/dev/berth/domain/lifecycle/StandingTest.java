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
import dev.berth.domain.instance.InstanceState.Placed;
import dev.berth.domain.instance.InstanceState.Prepared;
import dev.berth.domain.instance.InstanceState.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The sentences that go with a status. Which status when is in docs/state-machines/agent.md.
class StandingTest {

    private static final Wish RUN = Wish.none(NOON).run("It was started.", NOON);
    private static final RestartPolicy ALWAYS =
            new RestartPolicy(Mode.ALWAYS, 3, Duration.ofSeconds(1), Duration.ofMinutes(1));

    private static Standing of(Wish wish, Run latest) {
        return of(wish, RestartPolicy.DEFAULT, latest);
    }

    private static Standing of(Wish wish, RestartPolicy policy, Run latest) {
        return Standing.of(wish, policy, Optional.of(latest), Optional.empty(), NOON);
    }

    @Test
    void saysWhichRetryComesWhenAndOfHowMany() {
        assertThat(of(RUN, run(Goal.RUN, ended(exited(3)), 1)))
                .isEqualTo(
                        new Standing(
                                AgentStatus.STARTING,
                                "It ended by itself with exit code 3. It is started again at 2026-03-01T12:00:02Z (retry 2 of 3)."));
    }

    @Test
    void saysWhatTheHealthCheckFoundWhereThatIsWhyItTakesNoCalls() {
        Standing unwell = of(RUN, run(Goal.RUN, running(Readiness.UNHEALTHY), 0));
        Standing well = of(RUN, run(Goal.RUN, running(Readiness.READY), 0));

        assertThat(unwell.because("GET /health answered 503."))
                .isEqualTo(new Standing(
                        AgentStatus.STARTING, "It is unhealthy: its health check fails. GET /health answered 503."));
        assertThat(well.because("GET /health answered 503.")).isEqualTo(well);
    }

    @Test
    void countsRetriesAsThePlannerDoes() {
        Run wellBefore = readySince(run(Goal.RUN, ended(exited(3)), 3), NOON.minusSeconds(601));

        assertThat(of(RUN, wellBefore).reason()).endsWith("(retry 1 of 3).");
        assertThat(of(RUN, ALWAYS, run(Goal.RUN, ended(exited(3)), 6)).reason()).endsWith("(retry 7).");
    }

    @Test
    void saysHowManyRetriesDidNotHelp() {
        RestartPolicy once = new RestartPolicy(Mode.ON_FAILURE, 1, Duration.ofSeconds(1), Duration.ofSeconds(1));

        assertThat(of(RUN, run(Goal.RUN, ended(exited(3)), 3)))
                .isEqualTo(new Standing(
                        AgentStatus.FAILED, "It ended by itself with exit code 3. 3 retries did not help."));
        assertThat(of(RUN, once, run(Goal.RUN, ended(exited(3)), 1)).reason()).endsWith(" 1 retry did not help.");
    }

    @Test
    void saysWhatToDoAboutAnAgentThatCouldNotStart() {
        EndReason missing = SampleRuns.notStarted(EndReason.NotStarted.Cause.IMAGE_UNAVAILABLE);

        assertThat(of(RUN, run(Goal.RUN, ended(missing))))
                .isEqualTo(new Standing(AgentStatus.FAILED, "There is no image x. Build it or name another."));
    }

    @Test
    void tellsMemoryFromOtherEnds() {
        EndReason oom = new EndReason.Exited(137, true, List.of());

        assertThat(of(RUN, run(Goal.RUN, ended(oom), 3)).reason()).startsWith("It was killed because it used more");
    }

    @Test
    void saysWhatAHostIsBusyWith() {
        assertThat(of(RUN, run(Goal.RUN, new Placed("pulling image x"))).reason())
                .isEqualTo("Its host is pulling image x.");
    }

    @Test
    void repeatsWhyAnAgentIsUnreachable() {
        Standing standing = Standing.of(
                RUN,
                RestartPolicy.DEFAULT,
                Optional.of(run(Goal.RUN, running(Readiness.READY))),
                Optional.of("Its engine does not answer."),
                NOON);

        assertThat(standing).isEqualTo(new Standing(AgentStatus.UNREACHABLE, "Its engine does not answer."));
    }

    static List<InstanceState> liveStates() {
        return List.of(new Placed("x"), new Prepared(SampleRuns.CONTAINER), running(Readiness.READY));
    }

    @ParameterizedTest
    @MethodSource("liveStates")
    void isStartingWhileItIsRestartedWhateverTheOldInstanceDoes(InstanceState state) {
        Wish restart = RUN.runAfter(GENERATION, "It was restarted.", NOON);

        assertThat(of(restart, run(Goal.STOP, state)).status()).isEqualTo(AgentStatus.STARTING);
        assertThat(of(restart, run(Goal.RUN, state)).status()).isEqualTo(AgentStatus.STARTING);
    }

    @Test
    void tellsAPauseFromSleep() {
        Run frozen = run(Goal.HIBERNATE, ended(new EndReason.Hibernated(Hibernation.FREEZE)));

        assertThat(of(RUN.hibernate(Hibernation.FREEZE, Cause.PERSON, "It was paused.", NOON), frozen))
                .isEqualTo(new Standing(AgentStatus.PAUSED, "It was paused."));
        assertThat(of(RUN.hibernate(Hibernation.FREEZE, Cause.SLEEP, "It was idle.", NOON), frozen))
                .isEqualTo(new Standing(AgentStatus.HIBERNATED, "It was idle."));
    }
}
