package dev.berth.domain.activity;

import static dev.berth.domain.lifecycle.SampleRuns.GENERATION;
import static dev.berth.domain.lifecycle.SampleRuns.NOON;
import static dev.berth.domain.lifecycle.SampleRuns.ended;
import static dev.berth.domain.lifecycle.SampleRuns.run;
import static dev.berth.domain.lifecycle.SampleRuns.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.IdlePolicy;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.lifecycle.Run;
import dev.berth.domain.lifecycle.SampleRuns;
import dev.berth.domain.lifecycle.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdleRuleTest {

    private static final Wish RUN = Wish.none(NOON).run("It was started.", NOON);
    private static final Wish FROZEN =
            RUN.hibernate(Hibernation.FREEZE, Wish.Cause.SLEEP, "It had no work for 1m.", NOON);
    private static final IdlePolicy BOTH = policy(60, 300);
    private static final Work NOTHING = new Work(Calls.NONE, Optional.of(quiet(NOON)), Optional.empty());

    private static IdlePolicy policy(int freeze, int stop) {
        return new IdlePolicy(
                Optional.of(freeze).filter(each -> each > 0).map(Duration::ofSeconds),
                Optional.of(stop).filter(each -> each > 0).map(Duration::ofSeconds),
                0.05);
    }

    private static CpuUse quiet(Instant seenAt) {
        return new CpuUse(0.01, seenAt, Instant.EPOCH);
    }

    private static Run ready() {
        return run(Goal.RUN, running(Readiness.READY)).seen(running(Readiness.READY), NOON.minusSeconds(30));
    }

    private static Optional<Bedtime> bedtime(IdlePolicy policy, Work work, Instant now) {
        return IdleRule.bedtime(RUN, Optional.of(ready()), policy, work, now);
    }

    private static Work with(Calls calls) {
        return new Work(calls, Optional.of(quiet(NOON)), Optional.empty());
    }

    private static Activity activity(Wish wish, Run run, IdlePolicy policy, Work work) {
        Standing standing = Standing.of(wish, RestartPolicy.DEFAULT, Optional.of(run), Optional.empty(), NOON);
        return IdleRule.activity(wish, Optional.of(run), standing, policy, work, NOON);
    }

    @Test
    void freezesFirstWhenBothAreAskedForCountedFromWhenItBecameReady() {
        assertThat(bedtime(BOTH, NOTHING, NOON))
                .contains(new Bedtime(NOON.plusSeconds(30), Hibernation.FREEZE, "It had no work for 1m."));
        assertThat(bedtime(policy(0, 300), NOTHING, NOON).map(Bedtime::depth)).contains(Hibernation.STOP);
        assertThat(bedtime(IdlePolicy.OFF, NOTHING, NOON)).isEmpty();
    }

    @Test
    void countsFromTheLastWorkOfAnyKind() {
        Instant call = NOON.minusSeconds(10);
        Instant busy = NOON.minusSeconds(8);
        Instant kept = NOON.minusSeconds(5);
        Work called = with(new Calls(0, 0, 0, 0, call));
        Work worked = new Work(called.calls(), Optional.of(new CpuUse(0, NOON, busy)), Optional.empty());
        Work leased = new Work(worked.calls(), worked.cpu(), Optional.of(new Lease(kept, "")));

        assertThat(bedtime(BOTH, called, NOON).map(Bedtime::at)).contains(call.plusSeconds(60));
        assertThat(bedtime(BOTH, worked, NOON).map(Bedtime::at)).contains(busy.plusSeconds(60));
        assertThat(bedtime(BOTH, leased, NOON).map(Bedtime::at)).contains(kept.plusSeconds(60));
    }

    static Stream<Arguments> work() {
        CpuUse quiet = quiet(NOON);
        return Stream.of(
                Arguments.of(with(new Calls(1, 0, 0, 1, NOON)), "1 call is open."),
                Arguments.of(with(new Calls(3, 1, 2, 4, NOON)), "3 calls are open."),
                Arguments.of(with(new Calls(0, 1, 0, 1, NOON)), "1 WebSocket or tunnel is open."),
                Arguments.of(with(new Calls(0, 0, 2, 0, NOON)), "2 calls wait for delivery."),
                Arguments.of(
                        new Work(Calls.NONE, Optional.of(quiet), Optional.of(new Lease(NOON.plusSeconds(1), "a job"))),
                        "It is kept awake until 2026-03-01T12:00:01Z: a job."),
                Arguments.of(
                        new Work(Calls.NONE, Optional.of(new CpuUse(0.4, NOON, NOON)), Optional.empty()),
                        "It uses 0.40 of a core."));
    }

    @ParameterizedTest
    @MethodSource("work")
    void neverSleepsWhileItHasWorkAndSaysWhich(Work work, String because) {
        assertThat(bedtime(policy(1, 2), work, NOON)).isEmpty();
        assertThat(activity(RUN, ready(), BOTH, work))
                .isEqualTo(new Activity(true, because, NOON.minusSeconds(30), Optional.empty()));
    }

    @Test
    void staysAwakeAsLongAsItsHostDoesNotSayWhatItUses() {
        Work unknown = new Work(Calls.NONE, Optional.empty(), Optional.empty());

        assertThat(bedtime(BOTH, unknown, NOON)).isEmpty();
        assertThat(bedtime(BOTH, NOTHING, NOON.plus(IdleRule.STALE).plusMillis(1)))
                .isEmpty();
        assertThat(activity(RUN, ready(), BOTH, unknown).because()).contains("not known");
    }

    @Test
    void saysSinceWhenItIsIdleAndWhenItSleeps() {
        assertThat(activity(RUN, ready(), BOTH, NOTHING))
                .isEqualTo(new Activity(
                        true,
                        "It has had no work since 2026-03-01T11:59:30Z.",
                        NOON.minusSeconds(30),
                        Optional.of(NOON.plusSeconds(30))));
        assertThat(activity(RUN, ready(), IdlePolicy.OFF, NOTHING).because()).contains("no idle policy");
    }

    @Test
    void stopsAFrozenAgentWhenTheRestOfItsTimeIsOver() {
        Run asleep = run(Goal.HIBERNATE, ended(new EndReason.Hibernated(Hibernation.FREEZE)));

        assertThat(IdleRule.bedtime(FROZEN, Optional.of(asleep), BOTH, NOTHING, NOON))
                .contains(new Bedtime(NOON.plusSeconds(240), Hibernation.STOP, "It was not called for 5m."));
        assertThat(IdleRule.bedtime(FROZEN, Optional.of(asleep), policy(60, 0), NOTHING, NOON))
                .isEmpty();
        assertThat(activity(FROZEN, asleep, BOTH, NOTHING))
                .isEqualTo(new Activity(false, "It had no work for 1m.", NOON, Optional.empty()));
    }

    @Test
    void leavesAFrozenAgentFrozenThatAPersonPaused() {
        Wish paused = RUN.hibernate(Hibernation.FREEZE, Wish.Cause.PERSON, "It was paused.", NOON);
        Run frozen = run(Goal.HIBERNATE, ended(new EndReason.Hibernated(Hibernation.FREEZE)));

        assertThat(IdleRule.bedtime(paused, Optional.of(frozen), BOTH, NOTHING, NOON))
                .isEmpty();
    }

    @Test
    void neverSendsToSleepWhatIsNotReadyOrIsOnItsWayElsewhere() {
        Instant late = NOON.plusSeconds(20);
        for (InstanceState state : SampleRuns.liveStates()) {
            if (!(state instanceof InstanceState.Running running) || running.readiness() != Readiness.READY) {
                assertThat(IdleRule.bedtime(RUN, Optional.of(run(Goal.RUN, state)), policy(1, 2), NOTHING, late))
                        .isEmpty();
            }
        }
        Wish restart = RUN.runAfter(GENERATION, "It was restarted.", NOON);
        assertThat(IdleRule.bedtime(restart, Optional.of(ready()), policy(1, 2), NOTHING, late))
                .isEmpty();
        assertThat(IdleRule.bedtime(FROZEN, Optional.of(ready()), policy(1, 2), NOTHING, late))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void sleepsOnlyAfterTheWholeTimeWithoutAnyWork(long seed) {
        RandomGenerator random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Calls calls = new Calls(
                    random.nextInt(2), random.nextInt(2), random.nextInt(2), 0, NOON.minusSeconds(random.nextInt(100)));
            CpuUse cpu = new CpuUse(random.nextDouble(0.1), NOON, NOON.minusSeconds(random.nextInt(100)));
            Lease lease = new Lease(NOON.plusSeconds(random.nextInt(100) - 50), "");
            Work work = new Work(calls, Optional.of(cpu), Optional.of(lease));

            Optional<Bedtime> bedtime = bedtime(BOTH, work, NOON);

            boolean working = calls.open() + calls.streams() + calls.queued() > 0
                    || cpu.cores() > 0.05
                    || lease.until().isAfter(NOON);
            assertThat(bedtime.isEmpty()).isEqualTo(working);
            bedtime.ifPresent(at -> assertThat(at.at())
                    .isAfterOrEqualTo(calls.lastEnded().plusSeconds(60))
                    .isAfterOrEqualTo(cpu.busyAt().plusSeconds(60))
                    .isAfterOrEqualTo(lease.until().plusSeconds(60)));
        }
    }
}
