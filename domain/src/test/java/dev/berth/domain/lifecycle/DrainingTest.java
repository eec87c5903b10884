package dev.berth.domain.lifecycle;

import static dev.berth.domain.lifecycle.SampleRuns.GENERATION;
import static dev.berth.domain.lifecycle.SampleRuns.NOON;
import static dev.berth.domain.lifecycle.SampleRuns.run;
import static dev.berth.domain.lifecycle.SampleRuns.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.agent.Wish.Cause;
import dev.berth.domain.instance.InstanceState.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How long an instance that is to end is waited for.
class DrainingTest {

    private static final Duration DRAIN = Duration.ofSeconds(30);
    private static final Instant END = NOON.plus(DRAIN);
    private static final Wish STOP = Wish.none(NOON).stop(Cause.PERSON, "It was stopped.", NOON);
    private static final Run READY = run(Goal.RUN, running(Readiness.READY));

    private static Optional<Draining> of(Wish wish, Run run, int calls, Instant now) {
        return Draining.of(wish, RestartPolicy.DEFAULT, DRAIN, Optional.of(run), calls, now);
    }

    private static List<Wish> endings() {
        return List.of(
                STOP,
                Wish.none(NOON).runAfter(GENERATION, "It was restarted.", NOON),
                Wish.none(NOON).remove(false, false, NOON));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void lastsFromTheWishOnUntilTheCallsEndOrTheTimeIsOver(Wish wish) {
        assertThat(of(wish, READY, 2, NOON)).contains(new Draining(2, Optional.of(END)));
        assertThat(of(wish, READY, 2, END.minusMillis(1))).contains(new Draining(2, Optional.of(END)));
        assertThat(of(wish, READY, 2, END)).isEmpty();
        assertThat(of(wish, READY, 0, NOON)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("endings")
    void isLeftOutWhenAskedFor(Wish wish) {
        assertThat(of(wish.atOnce(true), READY, 2, NOON)).isEmpty();
    }

    @Test
    void isLeftOutWhenAnAgentIsRemovedByForce() {
        assertThat(of(Wish.none(NOON).remove(false, true, NOON), READY, 2, NOON))
                .isEmpty();
    }

    @Test
    void takesAsLongAsTheCallsWhenItShallOnlySleep() {
        Wish sleep = Wish.none(NOON).hibernate(Hibernation.STOP, Cause.SLEEP, "x", NOON);

        assertThat(of(sleep, READY, 1, NOON.plusSeconds(3600))).contains(new Draining(1, Optional.empty()));
    }

    @Test
    void isNotForAPauseWhichCallsSurvive() {
        Wish pause = Wish.none(NOON).hibernate(Hibernation.FREEZE, Cause.PERSON, "x", NOON);

        assertThat(of(pause, READY, 1, NOON)).isEmpty();
    }

    /// Its restart goes on although it shall be paused afterwards: it is stopped, and no call goes on with it.
    @Test
    void isForAPausedInstanceThatHasToEndFirst() {
        Wish pause = Wish.none(NOON)
                .runAfter(GENERATION, "It was restarted.", NOON)
                .hibernate(Hibernation.FREEZE, Cause.PERSON, "x", NOON);

        assertThat(of(pause, READY, 1, NOON)).contains(new Draining(1, Optional.of(END)));
        assertThat(of(pause, READY, 1, END)).isEmpty();
    }

    @Test
    void isNotForAFrozenInstanceWhichWouldNeverFinish() {
        assertThat(of(STOP, run(Goal.RUN, running(Readiness.PAUSED)), 1, NOON)).isEmpty();
    }

    @Test
    void isOverOnceTheInstanceWasToldToEnd() {
        assertThat(of(STOP, run(Goal.STOP, running(Readiness.READY)), 1, NOON)).isEmpty();
    }

    @Test
    void isNotForAnInstanceThatIsWantedToRun() {
        assertThat(of(STOP.run("It was started.", NOON), READY, 1, NOON)).isEmpty();
    }

    @Test
    void saysWhatItWaitsForAndForHowLong() {
        assertThat(new Draining(1, Optional.of(END)).sentence(NOON.plusMillis(19_001)))
                .isEqualTo("It waits for 1 open call, at most 11 s.");
        assertThat(new Draining(2, Optional.of(END)).sentence(NOON))
                .isEqualTo("It waits for 2 open calls, at most 30 s.");
        assertThat(new Draining(2, Optional.empty()).sentence(NOON)).isEqualTo("It waits for 2 open calls.");
    }
}
