package dev.berth.domain.lifecycle;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Placed;
import dev.berth.domain.instance.InstanceState.Prepared;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The control plane's side of one agent, in memory: does what the planner says, and keeps what the host reports.
final class SimulatedControlPlane {

    private final RestartPolicy policy;
    private final List<Run> runs = new ArrayList<>();
    private Wish wish;
    private boolean forgotten;

    SimulatedControlPlane(RestartPolicy policy, Instant now) {
        this.policy = policy;
        this.wish = Wish.none(now);
    }

    /// What the host shall do about the agent.
    sealed interface Order {
        record Bring(InstanceId instance, Goal goal, Hibernation depth) implements Order {}

        record Discard() implements Order {}
    }

    /// Does one step, as the reconciler does.
    AgentStep pass(Instant now) {
        AgentStep step =
                forgotten ? new AgentStep.Rest() : AgentPlanner.next(wish, policy, Optional.ofNullable(latest()), now);
        switch (step) {
            case AgentStep.Place place -> runs.add(placed(place.attempt(), now));
            case AgentStep.Republish republish -> runs.add(placed(republish.attempt(), now));
            case AgentStep.Retire retire -> change(with(latest(), retire.goal(), retire.depth()));
            case AgentStep.Yield yield -> wish = wish.stop(Wish.Cause.ENGINE, yield.reason(), now);
            case AgentStep.Discard _ -> forgotten = runs.isEmpty();
            case AgentStep.Settle _ -> wish = wish.rolling(rollout().done(), "updated");
            case AgentStep.GoBack back ->
                wish = wish.runAfter(generation(), "went back", now)
                        .rolling(rollout().wentBack(back.why()), "went back");
            case AgentStep.PlaceBeside _, AgentStep.TakeOver _ ->
                throw new AssertionError("nothing overlaps here: " + step);
            case AgentStep.Rest _, AgentStep.WaitUntil _ -> {}
        }
        return step;
    }

    private Rollout rollout() {
        Rollout rollout = wish.rollout();
        if (rollout == null || !rollout.underWay()) {
            throw new AssertionError("the planner judges a rollout that there is not");
        }
        return rollout;
    }

    private Run placed(int attempt, Instant now) {
        InstanceId id = new InstanceId(SampleRuns.AGENT, generation() + 1);
        return new Run(
                id, Revision.FIRST, "local", Goal.RUN, Hibernation.STOP, new Placed("x"), attempt, now, null, "");
    }

    private static Run with(@Nullable Run run, Goal goal, Hibernation depth) {
        if (run == null) {
            throw new AssertionError("the planner retires an instance that does not exist");
        }
        return run.wanted(goal, depth);
    }

    private void change(Run run) {
        runs.set(runs.size() - 1, run);
    }

    /// Listens to the newest instance only, and only forward.
    void observed(InstanceId instance, InstanceState seen, Instant now) {
        Run run = latest();
        if (run == null || !run.id().equals(instance) || !run.live() || rank(seen) < rank(run.state())) {
            return;
        }
        boolean ready = seen instanceof Running running && running.readiness() == Readiness.READY;
        @Nullable Instant readyAt = run.readyAt() == null && ready ? now : run.readyAt();
        change(run.seen(seen, readyAt));
    }

    /// @return whether that changed what is wanted
    boolean startedAtEngine(InstanceId instance, Instant now) {
        Run run = latest();
        boolean news = run != null
                && run.id().equals(instance)
                && !run.live()
                && wish.goal() != Goal.RUN
                && wish.cause() == Wish.Cause.ENGINE;
        if (news) {
            wish = wish.runAfter(generation(), "started at the engine", now);
        }
        return news;
    }

    void discarded() {
        forgotten = wish.removal().wanted();
    }

    void want(Wish asked) {
        wish = asked;
    }

    /// What the host is told; empty when it shall have nothing of the agent.
    Optional<Order> order() {
        Run run = latest();
        if (forgotten || run == null) {
            return Optional.empty();
        }
        return Optional.of(
                wish.removal().wanted() && !run.live()
                        ? new Order.Discard()
                        : new Order.Bring(run.id(), run.goal(), run.depth()));
    }

    static int rank(InstanceState state) {
        return switch (state) {
            case Placed _ -> 0;
            case Prepared _ -> 1;
            case Running _ -> 2;
            case Ended _ -> 3;
        };
    }

    @Nullable
    Run latest() {
        return runs.isEmpty() ? null : runs.getLast();
    }

    long generation() {
        return runs.size();
    }

    List<Run> runs() {
        return List.copyOf(runs);
    }

    Wish wish() {
        return wish;
    }

    RestartPolicy policy() {
        return policy;
    }

    boolean forgotten() {
        return forgotten;
    }
}
