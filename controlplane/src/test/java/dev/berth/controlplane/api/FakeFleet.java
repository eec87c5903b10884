package dev.berth.controlplane.api;

import dev.berth.controlplane.agents.AgentChange;
import dev.berth.controlplane.agents.AgentDirectory;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentWrites;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.HostDirectory;
import dev.berth.controlplane.agents.Introduction;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.Reach;
import dev.berth.domain.lifecycle.AgentPlanner;
import dev.berth.domain.lifecycle.AgentStep;
import dev.berth.domain.lifecycle.Run;
import dev.berth.protocol.link.Assignment;
import dev.berth.protocol.link.ContainerFigures;
import dev.berth.protocol.link.Host;
import dev.berth.protocol.link.HostUnavailable;
import dev.berth.protocol.link.LogRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// A fleet of one host that carries out what is wanted at once, on a thread of its own, unless it is told not to.
final class FakeFleet implements HostDirectory, Host, AutoCloseable {

    private final AgentDirectory directory;
    private final AgentWrites writes;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, InputStream> logs = new ConcurrentHashMap<>();
    private volatile boolean idle;
    private volatile @Nullable String trouble;
    private volatile @Nullable EndReason ending;
    private volatile @Nullable ContainerFigures figures;
    private volatile @Nullable LogRequest lastLogRequest;

    FakeFleet(AgentDirectory directory, AgentWrites writes) {
        this.directory = directory;
        this.writes = writes;
        directory.subscribe(agent -> threads.execute(() -> carryOut(agent)));
    }

    /// From now on nothing that is wanted is done.
    void rest() {
        idle = true;
    }

    /// From now on every instance ends like this as soon as it starts.
    void endWith(EndReason reason) {
        ending = reason;
    }

    /// From now on the host cannot be reached.
    void lose(String why) {
        trouble = why;
    }

    void writes(AgentRecord agent, InputStream log) {
        logs.put(container(agent.agent().id()).value(), log);
        logs.put(AgentAnswers.containerName(agent.agent()), log);
    }

    void uses(ContainerFigures used) {
        figures = used;
    }

    LogRequest lastLogRequest() {
        LogRequest asked = lastLogRequest;
        if (asked == null) {
            throw new IllegalStateException("nobody asked for logs");
        }
        return asked;
    }

    private void carryOut(AgentId agent) {
        Optional<AgentRecord> seen = directory.find(agent);
        if (idle || trouble != null || seen.isEmpty()) {
            return;
        }
        AgentRecord record = seen.get();
        AgentStep step = AgentPlanner.next(
                record.agent().wish(), record.spec().restart(), record.latest(), Instant.parse("2026-03-01T12:00:00Z"));
        switch (step) {
            case AgentStep.Place place -> write(record, placed(record, place.attempt()));
            case AgentStep.Retire retire ->
                write(record, retired(record.latest().orElseThrow(), retire.goal(), retire.depth()));
            case AgentStep.Discard _ -> writes.remove(agent);
            case AgentStep.Rest _,
                    AgentStep.WaitUntil _,
                    AgentStep.Yield _,
                    AgentStep.Republish _,
                    AgentStep.Settle _,
                    AgentStep.PlaceBeside _,
                    AgentStep.TakeOver _,
                    AgentStep.GoBack _ -> {}
        }
    }

    private void write(AgentRecord record, Run run) {
        Decision<AgentRecord> _ = writes.change(
                record.agent().id(),
                now -> Decision.accepted(
                        now.version() == record.version()
                                ? Optional.of((now.run(run.id()).isPresent()
                                                ? AgentChange.of(now).run(run)
                                                : AgentChange.of(now).placed(run))
                                        .note(
                                                "observed",
                                                "It is "
                                                        + run.state().getClass().getSimpleName() + ".",
                                                1,
                                                at()))
                                : Optional.empty()));
    }

    private static Instant at() {
        return Instant.parse("2026-03-01T12:00:01Z");
    }

    private Run placed(AgentRecord record, int attempt) {
        InstanceId id = new InstanceId(record.agent().id(), record.generation() + 1);
        EndReason reason = ending;
        InstanceState state = reason == null
                ? new InstanceState.Running(
                        container(id.agent()), new Reach.At("172.18.0.2", 8000), InstanceState.Readiness.READY, at())
                : new InstanceState.Ended(reason, at());
        return new Run(
                id,
                record.agent().latest(),
                LOCAL,
                Goal.RUN,
                Hibernation.STOP,
                state,
                attempt,
                at(),
                at(),
                Introduction.ofNext(record));
    }

    private static Run retired(Run run, Goal goal, Hibernation depth) {
        EndReason reason = goal == Goal.HIBERNATE ? new EndReason.Hibernated(depth) : new EndReason.Stopped();
        return run.wanted(goal, depth).seen(new InstanceState.Ended(reason, at()), run.readyAt());
    }

    private static ContainerId container(AgentId agent) {
        return new ContainerId("c-" + agent);
    }

    @Override
    public Optional<String> pick() {
        return Optional.of(LOCAL);
    }

    @Override
    public Optional<String> trouble(String host) {
        return Optional.ofNullable(trouble);
    }

    @Override
    public Optional<Host> link(String host) {
        return trouble == null ? Optional.of(this) : Optional.empty();
    }

    @Override
    public void assign(Assignment assignment) {}

    @Override
    public InputStream logs(ContainerId container, LogRequest request) {
        lastLogRequest = request;
        InputStream log = logs.get(container.value());
        return log == null ? new ByteArrayInputStream("".getBytes(StandardCharsets.UTF_8)) : log;
    }

    @Override
    public ContainerFigures figures(ContainerId container) {
        ContainerFigures used = figures;
        if (used == null) {
            throw new HostUnavailable("The engine does not answer.");
        }
        return used;
    }

    static ContainerFigures someFigures() {
        return new ContainerFigures(
                10.04,
                1.5,
                104_857_600,
                OptionalLong.of(536_870_912),
                OptionalLong.empty(),
                OptionalLong.of(20),
                OptionalLong.of(0),
                OptionalLong.empty(),
                OptionalLong.of(3),
                Instant.parse("2026-03-01T12:00:02.5Z"));
    }

    @Override
    public List<Integer> freePorts(String listen, List<Integer> wanted) {
        return wanted;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
