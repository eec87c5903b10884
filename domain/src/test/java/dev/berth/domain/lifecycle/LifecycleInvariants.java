package dev.berth.domain.lifecycle;

import static java.util.stream.Collectors.joining;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.RestartPolicy.Mode;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.agent.Wish.Cause;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.lifecycle.SimulatedHost.Container;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What must hold at every moment of every agent's life, whatever people, programs, engines and networks do.
final class LifecycleInvariants {

    private LifecycleInvariants() {}

    /// Everything that can be seen of one agent at one moment.
    ///
    /// @param asked what a person, or an idle policy, wanted last
    /// @param operator whether somebody uses the engine directly in this life
    record Moment(
            RestartPolicy policy,
            Wish asked,
            Wish wish,
            List<Run> runs,
            boolean forgotten,
            Map<InstanceId, InstanceState> onHost,
            Container container,
            boolean operator,
            int crashesFollowed) {}

    static void check(Moment before, Moment now) {
        neverTwoLiveInstances(now);
        generationsGrowByOne(now);
        anInstancesGoalNeverReturnsToRun(before, now);
        statesMoveForward(before, now);
        theControlPlaneIsNeverAheadOfTheHost(now);
        nothingIsPlacedForAnAgentThatShallNotRun(before, now);
        restartsKeepToThePolicy(before, now);
        onlyPeopleUndoWhatPeopleWant(now);
        aRemovalIsNeverTakenBack(before, now);
    }

    static void neverTwoLiveInstances(Moment now) {
        that(
                now.onHost().values().stream().filter(InstanceState::live).count() <= 1,
                () -> "two live instances on the host: " + now.onHost());
        that(now.runs().stream().filter(Run::live).count() <= 1, () -> "two live instances in the control plane");
    }

    static void generationsGrowByOne(Moment now) {
        for (int i = 0; i < now.runs().size(); i++) {
            that(now.runs().get(i).id().generation() == i + 1, () -> "generations leap: " + summary(now.runs()));
        }
    }

    static void anInstancesGoalNeverReturnsToRun(Moment before, Moment now) {
        for (int i = 0; i < before.runs().size(); i++) {
            Goal was = before.runs().get(i).goal();
            Goal is = now.runs().get(i).goal();
            that(was == is || is != Goal.RUN, () -> "a goal went from " + was + " to " + is);
            that(was == is || was != Goal.STOP, () -> "a goal went from " + was + " to " + is);
        }
    }

    static void statesMoveForward(Moment before, Moment now) {
        now.onHost().forEach((id, is) -> forward(id, before.onHost().getOrDefault(id, is), is));
        for (int i = 0; i < before.runs().size(); i++) {
            Run was = before.runs().get(i);
            forward(was.id(), was.state(), now.runs().get(i).state());
        }
    }

    private static void forward(InstanceId id, InstanceState was, InstanceState is) {
        that(
                SimulatedControlPlane.rank(is) >= SimulatedControlPlane.rank(was),
                () -> "%s went back from %s to %s".formatted(id, was, is));
        that(was.live() || was.equals(is), () -> "%s changed after its end: %s, %s".formatted(id, was, is));
    }

    /// It knows an end only after the host did, so what follows an end cannot meet a live instance.
    static void theControlPlaneIsNeverAheadOfTheHost(Moment now) {
        for (Run run : now.runs()) {
            InstanceState actual = now.onHost().getOrDefault(run.id(), new InstanceState.Placed(""));
            that(
                    SimulatedControlPlane.rank(run.state()) <= SimulatedControlPlane.rank(actual),
                    () -> "%s is %s, but was recorded as %s".formatted(run.id(), actual, run.state()));
        }
    }

    static void nothingIsPlacedForAnAgentThatShallNotRun(Moment before, Moment now) {
        that(
                now.runs().size() == before.runs().size() || before.wish().goal() == Goal.RUN,
                () -> "placed although what is wanted is " + before.wish());
    }

    static void restartsKeepToThePolicy(Moment before, Moment now) {
        RestartPolicy policy = now.policy();
        boolean endless = policy.mode() == Mode.ALWAYS;
        int most = policy.mode() == Mode.NO ? 0 : policy.maxRetries();
        that(
                endless || now.crashesFollowed() <= most,
                () -> now.crashesFollowed() + " crashes were followed by a retry");
        if (now.runs().size() > before.runs().size() && now.runs().size() > 1) {
            Run next = now.runs().getLast();
            Run crashed = now.runs().get(now.runs().size() - 2);
            that(endless || next.attempt() <= most, () -> "attempt " + next.attempt());
            if (isCrash(crashed, before.wish())) {
                Instant due = crashed.end().orElseThrow().at().plus(policy.delay(next.attempt()));
                that(!next.placedAt().isBefore(due), () -> "placed before " + due + ": " + next);
            }
        }
    }

    /// An end that counts against the agent.
    static boolean isCrash(Run run, Wish wish) {
        return run.goal() == Goal.RUN
                && run.id().generation() > wish.fence()
                && run.end()
                        .map(ended -> ended.reason() instanceof EndReason.Exited)
                        .orElse(false);
    }

    static void onlyPeopleUndoWhatPeopleWant(Moment now) {
        that(
                now.asked().goal() == Goal.RUN || now.wish().equals(now.asked()),
                () -> "wanted was " + now.asked() + ", and now " + now.wish());
        that(
                now.operator() || now.wish().cause() != Cause.ENGINE,
                () -> "nobody used the engine, but Berth yielded: " + now.wish().reason());
    }

    static void aRemovalIsNeverTakenBack(Moment before, Moment now) {
        that(!before.wish().removal().wanted() || now.wish().removal().wanted(), () -> "a removal was taken back");
        that(!before.forgotten() || now.forgotten(), () -> "a removed agent came back");
    }

    /// After faults stopped and everything that was on its way has arrived.
    static Optional<String> unsettled(Moment now) {
        if (now.wish().removal().wanted()) {
            boolean gone = now.forgotten() && now.container() == Container.NONE;
            return gone ? Optional.empty() : Optional.of("something is left of a removed agent");
        }
        boolean alive = now.runs().stream().anyMatch(Run::live)
                || now.onHost().values().stream().anyMatch(InstanceState::live);
        return switch (now.wish().goal()) {
            case STOP, HIBERNATE -> alive ? Optional.of("it lives although it shall not") : Optional.empty();
            case RUN ->
                ready(now) || frozenByAnOperator(now) || needsAPerson(now)
                        ? Optional.empty()
                        : Optional.of("it does not run");
        };
    }

    /// Whoever froze it at the engine may let it go on, or a person resumes it.
    private static boolean frozenByAnOperator(Moment now) {
        return now.operator()
                && now.container() == Container.FROZEN
                && now.runs().getLast().id().generation() > now.wish().fence();
    }

    private static boolean ready(Moment now) {
        return !now.runs().isEmpty()
                && now.runs().getLast().id().generation() > now.wish().fence()
                && now.runs().getLast().state() instanceof Running running
                && running.readiness() == Readiness.READY
                && now.container() == Container.RUNS;
    }

    /// It ended by no doing of Berth's, and the policy has no further retry for it.
    private static boolean needsAPerson(Moment now) {
        if (now.runs().isEmpty()) {
            return false;
        }
        Run run = now.runs().getLast();
        RestartPolicy policy = now.policy();
        boolean usedUp =
                policy.mode() == Mode.NO || (policy.mode() == Mode.ON_FAILURE && run.attempt() >= policy.maxRetries());
        boolean hopeless = run.end()
                .map(ended -> switch (ended.reason()) {
                    case EndReason.NotStarted _ -> true;
                    case EndReason.Exited _, EndReason.Unhealthy _ -> usedUp;
                    case EndReason.WentDown _ -> policy.mode() == Mode.NO;
                    case EndReason.Stopped _,
                            EndReason.Hibernated _,
                            EndReason.StoppedAtEngine _,
                            EndReason.RemovedAtEngine _ -> false;
                })
                .orElse(false);
        return hopeless
                && run.goal() == Goal.RUN
                && run.id().generation() > now.wish().fence();
    }

    private static void that(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }

    private static String summary(List<Run> runs) {
        return runs.stream().map(each -> each.id() + " " + each.state()).collect(joining(", "));
    }
}
