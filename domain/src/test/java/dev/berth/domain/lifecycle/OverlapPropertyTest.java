package dev.berth.domain.lifecycle;

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
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Placed;
import dev.berth.domain.instance.InstanceState.Prepared;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lives of agents that are updated with an overlap, drawn from seeds: people, programs and engines do what they like.
class OverlapPropertyTest {

    private static final int LIVES = 500;
    private static final int EVENTS = 80;
    private static final int STEPS_TO_SETTLE = 120;

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000_001, 2_000_001, 3_000_001})
    void anAgentNeverHasAThirdInstanceAndEndsWithOne(long first) {
        for (long seed = first; seed < first + LIVES; seed++) {
            Life life = new Life(seed);
            try {
                life.live();
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ": " + e.getMessage() + "\n" + String.join("\n", life.story), e);
            }
        }
    }

    @Test
    void everythingHappensInSomeLife() {
        Set<Class<?>> steps = new HashSet<>();
        for (long seed = 1; seed <= LIVES; seed++) {
            Life life = new Life(seed);
            life.live();
            steps.addAll(life.steps);
        }

        assertThat(steps)
                .contains(
                        AgentStep.Place.class,
                        AgentStep.PlaceBeside.class,
                        AgentStep.TakeOver.class,
                        AgentStep.Settle.class,
                        AgentStep.GoBack.class,
                        AgentStep.Retire.class);
    }

    /// One agent with its control plane and its host.
    private static final class Life {

        private final RandomGenerator random;
        private final List<String> story = new ArrayList<>();
        private final Set<Class<?>> steps = new HashSet<>();
        private final List<Run> past = new ArrayList<>();
        private Instant now = SampleRuns.NOON;
        private Wish wish = Wish.none(now).run("x", now);
        private @Nullable Run inCharge;
        private @Nullable Run beside;
        private long generation;
        private boolean faulty = true;

        Life(long seed) {
            this.random = new SplittableRandom(seed);
        }

        void live() {
            for (int i = 0; i < EVENTS; i++) {
                happen();
                progress();
            }
            faulty = false;
            wish = wish.runAfter(generation, "settle", now);
            for (int i = 0; i < STEPS_TO_SETTLE; i++) {
                now = now.plusSeconds(5);
                progress();
            }
            Run last = inCharge;
            assertThat(last).as("in charge").isNotNull();
            assertThat(last != null && ready(last)).as("ready: %s", last).isTrue();
            assertThat(beside == null || !beside.live()).as("alone").isTrue();
        }

        private void happen() {
            now = now.plusSeconds(random.nextInt(4));
            switch (random.nextInt(12)) {
                case 0 -> person("stop", wish.stop(Cause.PERSON, "x", now));
                case 1, 2 -> person("run", wish.run("x", now));
                case 3 -> person("restart", wish.runAfter(generation, "x", now));
                case 4 -> person("sleep", wish.hibernate(Hibernation.STOP, Cause.SLEEP, "x", now));
                case 5, 6, 7 -> update();
                default -> {
                    // An hour like any other.
                }
            }
        }

        private void person(String what, Wish wanted) {
            story.add(what);
            wish = wanted;
        }

        /// As the use case does it: one that serves does so on.
        private void update() {
            Run run = inCharge;
            if (run == null || wish.goal() != Goal.RUN) {
                return;
            }
            boolean overlaps = ready(run) && run.goal() == Goal.RUN && run.id().generation() > wish.fence();
            Wish again = overlaps ? wish.run("update", now) : wish.runAfter(generation, "update", now);
            person(
                    overlaps ? "update beside" : "update",
                    again.rolling(
                            new Rollout(
                                    Rollout.Phase.UNDER_WAY,
                                    Revision.FIRST,
                                    Revision.FIRST.next(),
                                    new Agent.Profile("x", "", "", Map.of(), "{}"),
                                    Duration.ofSeconds(1 + random.nextInt(20)),
                                    "",
                                    overlaps ? generation : 0),
                            "update"));
        }

        private static boolean ready(Run run) {
            return run.state() instanceof Running running && running.readiness() == Readiness.READY;
        }

        private void progress() {
            Run run = inCharge;
            if (run != null) {
                carryOut(Overlap.next(wish, run, Optional.ofNullable(beside), now));
            }
            carryOut(AgentPlanner.next(
                    wish, RestartPolicy.DEFAULT, Optional.ofNullable(inCharge), Optional.ofNullable(beside), now));
            inCharge = inCharge == null ? null : hosted(inCharge);
            beside = beside == null ? null : hosted(beside);
            assertThat(past).as("over, all of them").noneMatch(Run::live);
        }

        private void carryOut(AgentStep step) {
            steps.add(step.getClass());
            if (!(step instanceof AgentStep.Rest)) {
                story.add(step + " of " + inCharge + " beside " + beside);
            }
            switch (step) {
                case AgentStep.Place place -> {
                    leave(inCharge);
                    leave(beside);
                    beside = null;
                    inCharge = placed(place.attempt());
                }
                case AgentStep.Republish republish -> throw new AssertionError(republish);
                case AgentStep.PlaceBeside place -> {
                    leave(beside);
                    beside = placed(place.attempt());
                }
                case AgentStep.TakeOver _ -> {
                    leave(inCharge);
                    inCharge = beside;
                    beside = null;
                }
                case AgentStep.Settle _ -> settle();
                case AgentStep.GoBack _ -> goBack();
                case AgentStep.Retire retire -> retire(retire);
                case AgentStep.Yield yield -> wish = wish.stop(Cause.ENGINE, yield.reason(), now);
                case AgentStep.Rest _, AgentStep.WaitUntil _, AgentStep.Discard _ -> {
                    // Nothing to write.
                }
            }
        }

        /// What is not remembered any more must be over.
        private void leave(@Nullable Run run) {
            if (run != null) {
                past.add(run);
            }
        }

        private Run placed(int attempt) {
            generation++;
            return new Run(
                    new InstanceId(SampleRuns.AGENT, generation),
                    Revision.FIRST,
                    "local",
                    Goal.RUN,
                    Hibernation.STOP,
                    new Placed("x"),
                    attempt,
                    now,
                    null,
                    "");
        }

        private void settle() {
            Rollout rollout = rollout();
            wish = wish.rolling(rollout.done(), "done");
            Run old = inCharge;
            Run tried = beside;
            if (old != null && tried != null && isTried(rollout, old, tried)) {
                inCharge = tried;
                beside = old;
                wish = wish.since(now);
            }
        }

        private static boolean isTried(Rollout rollout, Run old, Run tried) {
            return tried.id().fences(old.id()) && old.id().generation() <= rollout.after();
        }

        private void goBack() {
            Rollout rollout = rollout();
            Run old = inCharge;
            Run tried = beside;
            boolean served = old != null && tried != null && isTried(rollout, old, tried);
            Wish again = served ? wish.run("back", now) : wish.runAfter(generation, "back", now);
            wish = again.rolling(rollout.wentBack("back"), "back");
        }

        private Rollout rollout() {
            Rollout rollout = wish.rollout();
            if (rollout == null || !rollout.underWay()) {
                throw new AssertionError("a rollout is judged that there is not");
            }
            return rollout;
        }

        private void retire(AgentStep.Retire retire) {
            Run run = inCharge;
            if (run != null && run.id().equals(retire.instance())) {
                inCharge = run.wanted(retire.goal(), retire.depth());
            } else if (beside != null && beside.id().equals(retire.instance())) {
                beside = beside.wanted(retire.goal(), retire.depth());
            } else {
                throw new AssertionError("no instance of the agent is retired: " + retire);
            }
        }

        /// What its host makes of an instance in a moment, and tells at once.
        private Run hosted(Run run) {
            if (faulty && random.nextInt(4) == 0) {
                return run;
            }
            boolean ready = run.readyAt() != null;
            InstanceState next = next(run);
            boolean readyNow = next instanceof Running running && running.readiness() == Readiness.READY;
            return run.seen(next, ready ? run.readyAt() : readyNow ? now : null);
        }

        private InstanceState next(Run run) {
            boolean fault = faulty && random.nextInt(8) == 0;
            return switch (run.state()) {
                case Placed placed ->
                    switch (run.goal()) {
                        case RUN ->
                            fault
                                    ? placed.failed(SampleRuns.notStarted(EndReason.NotStarted.Cause.REFUSED), now)
                                    : placed.prepared(SampleRuns.CONTAINER);
                        case HIBERNATE, STOP -> placed.abandoned(false, now);
                    };
                case Prepared prepared ->
                    switch (run.goal()) {
                        case RUN -> prepared.started(new Reach.At("10.0.0.2", 8000), now);
                        case HIBERNATE, STOP -> prepared.abandoned(false, now);
                    };
                case Running running ->
                    switch (run.goal()) {
                        case RUN -> whileWanted(running, fault);
                        case HIBERNATE -> running.hibernated(run.depth(), now);
                        case STOP -> running.stopped(now);
                    };
                case Ended ended -> ended;
            };
        }

        private InstanceState whileWanted(Running running, boolean fault) {
            if (fault) {
                EndReason.Unasked end = random.nextBoolean() ? SampleRuns.exited(1) : new EndReason.WentDown();
                return running.ended(end, now);
            }
            return running.becomes(faulty && random.nextInt(3) == 0 ? Readiness.STARTING : Readiness.READY);
        }
    }
}
