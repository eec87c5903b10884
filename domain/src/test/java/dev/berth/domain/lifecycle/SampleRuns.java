package dev.berth.domain.lifecycle;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Placed;
import dev.berth.domain.instance.InstanceState.Prepared;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.Reach;
import java.time.Instant;
import java.util.List;

/// Instances in every state and at every end, for tests that go through all of them.
public final class SampleRuns {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    public static final AgentId AGENT = new AgentId("0123456789abcdef0123456789abcdef");
    public static final ContainerId CONTAINER = new ContainerId("c1");

    /// The generation of every sample.
    public static final long GENERATION = 7;

    private SampleRuns() {}

    public static Running running(Readiness readiness) {
        return new Running(CONTAINER, new Reach.At("10.0.0.2", 8000), readiness, NOON.minusSeconds(60));
    }

    public static Ended ended(EndReason reason) {
        return new Ended(reason, NOON);
    }

    public static EndReason.Exited exited(int code) {
        return new EndReason.Exited(code, false, List.of("the last line"));
    }

    public static EndReason.NotStarted notStarted(EndReason.NotStarted.Cause cause) {
        return new EndReason.NotStarted(cause, "There is no image x.", "Build it or name another.");
    }

    /// One of each state that is not an end, in the order of life.
    public static List<InstanceState> liveStates() {
        return List.of(
                new Placed("pulling image x"),
                new Prepared(CONTAINER),
                running(Readiness.STARTING),
                running(Readiness.READY),
                running(Readiness.UNHEALTHY),
                running(Readiness.PAUSED));
    }

    /// One of each reason, and one of each shape of it that is told apart.
    public static List<EndReason> endReasons() {
        return List.of(
                new EndReason.Stopped(),
                new EndReason.Hibernated(Hibernation.FREEZE),
                new EndReason.Hibernated(Hibernation.STOP),
                notStarted(EndReason.NotStarted.Cause.IMAGE_UNAVAILABLE),
                notStarted(EndReason.NotStarted.Cause.CHOSEN_PORT_TAKEN),
                exited(0),
                exited(1),
                new EndReason.Exited(0, true, List.of()),
                new EndReason.Unhealthy("GET /health answered 503."),
                new EndReason.WentDown(),
                new EndReason.StoppedAtEngine(),
                new EndReason.RemovedAtEngine());
    }

    public static Run run(Goal goal, InstanceState state) {
        return run(goal, state, 0);
    }

    /// @param attempt how many crashes in a row preceded it
    public static Run run(Goal goal, InstanceState state, int attempt) {
        return new Run(
                new InstanceId(AGENT, GENERATION),
                Revision.FIRST,
                "local",
                goal,
                Hibernation.FREEZE,
                state,
                attempt,
                NOON.minusSeconds(90),
                null,
                "");
    }

    public static Run numbered(long generation, Goal goal, InstanceState state) {
        Run run = run(goal, state);
        return new Run(
                new InstanceId(AGENT, generation),
                run.revision(),
                run.host(),
                goal,
                run.depth(),
                state,
                run.attempt(),
                run.placedAt(),
                run.readyAt(),
                run.told());
    }

    /// The same run, which could take calls since then.
    public static Run readySince(Run run, Instant readyAt) {
        return run.seen(run.state(), readyAt);
    }
}
