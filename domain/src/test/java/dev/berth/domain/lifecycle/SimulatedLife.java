package dev.berth.domain.lifecycle;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.RestartPolicy.Mode;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.agent.Wish.Cause;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.lifecycle.LifecycleInvariants.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// One agent's life, drawn from a seed: people, its program, its engine, its host and the network do what they like,
/// on a clock that only this test moves. Everything that happens is written down.
final class SimulatedLife {

    private static final int EVENTS = 60;
    private static final int STEPS_TO_SETTLE = 60;

    private final RandomGenerator random;
    private final SimulatedControlPlane plane;
    private final SimulatedHost host;
    private final boolean operator;
    private final List<Supplier<String>> story = new ArrayList<>();
    private final Set<Class<?>> planned = new HashSet<>();
    private final List<Map.Entry<InstanceId, InstanceState>> said = new ArrayList<>();
    private Instant now = SampleRuns.NOON;
    private Wish asked = Wish.none(now);
    private boolean linked = true;
    private int crashesFollowed;

    SimulatedLife(long seed) {
        this.random = new SplittableRandom(seed);
        this.operator = random.nextInt(3) != 0;
        this.plane = new SimulatedControlPlane(policy(random), now);
        this.host = new SimulatedHost(random);
        story.add(() -> plane.policy() + (operator ? ", an operator uses the engine" : ""));
    }

    private static RestartPolicy policy(RandomGenerator random) {
        List<Mode> modes = List.of(Mode.values());
        Mode mode = modes.get(random.nextInt(modes.size()));
        return new RestartPolicy(mode, random.nextInt(4), Duration.ofSeconds(1), Duration.ofSeconds(20));
    }

    /// Which steps were planned and how instances ended, so that a test can tell that lives are not all dull.
    Stream<Class<?>> seen() {
        Stream<Class<?>> ends = plane.runs().stream()
                .flatMap(run -> run.end().stream())
                .map(ended -> ended.reason().getClass());
        return Stream.concat(planned.stream(), ends);
    }

    List<String> story() {
        return story.stream().map(Supplier::get).toList();
    }

    /// Lives until it has settled after the last fault.
    ///
    /// @throws AssertionError when an invariant breaks, or when it never settles
    void live() {
        for (int i = 0; i < EVENTS; i++) {
            happen();
            progress(random.nextInt(4) != 0);
        }
        tell("faults stop");
        linked = true;
        host.behavesFromNowOn();
        host.assign(plane.order());
        Optional<String> unsettled = Optional.of("");
        for (int i = 0; i < STEPS_TO_SETTLE && unsettled.isPresent(); i++) {
            now = now.plusSeconds(21);
            progress(true);
            unsettled = LifecycleInvariants.unsettled(moment());
        }
        if (unsettled.isPresent()) {
            throw new AssertionError(unsettled.get() + " after " + STEPS_TO_SETTLE + " steps: " + moment());
        }
    }

    /// Everyone does at most one thing; `diligent` when messages pass at once.
    private void progress(boolean diligent) {
        Moment before = moment();
        int placed = plane.runs().size();
        Wish decidedOn = plane.wish();
        AgentStep step = plane.pass(now);
        count(placed, decidedOn);
        tell(step);
        if (linked && diligent) {
            host.assign(plane.order());
        }
        host.step(now);
        if (linked && diligent && host.up()) {
            report();
        }
        LifecycleInvariants.check(before, moment());
    }

    private void count(int placedBefore, Wish decidedOn) {
        List<Run> runs = plane.runs();
        if (runs.size() == placedBefore || runs.size() < 2) {
            return;
        }
        Run last = runs.get(runs.size() - 2);
        boolean crash = LifecycleInvariants.isCrash(last, decidedOn);
        boolean well = last.wellFor().compareTo(RestartPolicy.WELL) >= 0;
        crashesFollowed = well ? 0 : crashesFollowed;
        crashesFollowed += crash ? 1 : 0;
    }

    private void tell(AgentStep step) {
        planned.add(step.getClass());
        if (!(step instanceof AgentStep.Rest)) {
            Instant when = now;
            story.add(() -> when + " control plane: " + step);
        }
    }

    private void report() {
        host.newest().ifPresent(id -> {
            InstanceState state = host.state(id);
            said.add(Map.entry(id, state));
            plane.observed(id, state, now);
        });
        if (random.nextInt(5) == 0 && !said.isEmpty()) {
            Map.Entry<InstanceId, InstanceState> again = said.get(random.nextInt(said.size()));
            plane.observed(again.getKey(), again.getValue(), now);
        }
        host.startedAtEngine().ifPresent(id -> {
            if (plane.startedAtEngine(id, now)) {
                asked = plane.wish();
                crashesFollowed = 0;
            }
            host.startedAtEngineReported();
        });
        boolean discards = plane.order()
                .map(SimulatedControlPlane.Order.Discard.class::isInstance)
                .orElse(false);
        if (discards && host.container() == SimulatedHost.Container.NONE) {
            plane.discarded();
        }
    }

    private Moment moment() {
        return new Moment(
                plane.policy(),
                asked,
                plane.wish(),
                plane.runs(),
                plane.forgotten(),
                host.instances(),
                host.container(),
                operator,
                crashesFollowed);
    }

    private void happen() {
        now = now.plusMillis(random.nextInt(8) == 0 ? random.nextInt(900_000) : random.nextInt(5_000));
        switch (random.nextInt(operator ? 12 : 9)) {
            case 0, 1 -> personActs();
            case 2 -> sleepOrWake();
            case 3 -> crash();
            case 4 -> hostFalters();
            case 5 -> {
                linked = !linked;
                tell(linked ? "link is back" : "link is cut");
            }
            case 9 -> said("operator stops it", host::operatorStops);
            case 10 -> said("operator starts it", host::operatorStarts);
            case 11 -> operatorMeddles();
            default -> {}
        }
    }

    private void tell(String what) {
        Instant when = now;
        story.add(() -> when + " " + what);
    }

    private void said(String what, Runnable deed) {
        tell(what);
        deed.run();
    }

    private void want(String what, Wish wish) {
        tell(what);
        asked = wish;
        crashesFollowed = 0;
        plane.want(wish);
    }

    private void personActs() {
        Wish wish = plane.wish();
        if (wish.removal().wanted()) {
            return;
        }
        switch (random.nextInt(19)) {
            case 0, 1, 2, 3, 4, 5 -> want("person starts it", run(wish));
            case 6, 7, 8 -> want("person stops it", wish.stop(Cause.PERSON, "stopped", now));
            case 9, 10 -> want("person restarts it", wish.runAfter(plane.generation(), "restarted", now));
            case 11, 12 -> want("person pauses it", wish.hibernate(Hibernation.FREEZE, Cause.PERSON, "paused", now));
            case 16, 17, 18 -> want("person updates it", updated(wish));
            case 13, 14 -> {
                if (wish.goal() == Goal.HIBERNATE) {
                    want("person resumes it", run(wish));
                }
            }
            default -> want("person removes it", wish.remove(random.nextBoolean(), random.nextBoolean(), now));
        }
    }

    private Wish updated(Wish wish) {
        Rollout rollout = new Rollout(
                Rollout.Phase.UNDER_WAY,
                Revision.FIRST,
                Revision.FIRST.next(),
                new Agent.Profile("x", "", "", Map.of(), "{}"),
                Duration.ofSeconds(1 + random.nextInt(60)),
                "",
                0);
        return wish.runAfter(plane.generation(), "updated", now).rolling(rollout, "updated");
    }

    /// As the use case does it: what is over makes room, what lives goes on.
    private Wish run(Wish wish) {
        boolean over = plane.latest() != null && !plane.latest().live();
        return over ? wish.runAfter(plane.generation(), "started", now) : wish.run("started", now);
    }

    private void sleepOrWake() {
        Wish wish = plane.wish();
        if (wish.goal() == Goal.RUN) {
            Hibernation depth = random.nextBoolean() ? Hibernation.FREEZE : Hibernation.STOP;
            want("it falls asleep", wish.hibernate(depth, Cause.SLEEP, "idle", now));
        } else if (wish.goal() == Goal.HIBERNATE && wish.cause() == Cause.SLEEP) {
            want("a call wakes it", run(wish));
        }
    }

    private void crash() {
        int code = operator && random.nextBoolean() ? 0 : 1 + random.nextInt(255);
        said("program ends with " + code, () -> host.programEnds(code, random.nextInt(8) == 0));
    }

    private void hostFalters() {
        if (host.up()) {
            said("host goes down", host::goesDown);
        } else {
            said("host comes up", host::comesUp);
        }
    }

    private void operatorMeddles() {
        if (random.nextBoolean()) {
            said("operator pauses it", host::operatorPauses);
        } else {
            said("operator removes its container", host::operatorRemoves);
        }
    }
}
