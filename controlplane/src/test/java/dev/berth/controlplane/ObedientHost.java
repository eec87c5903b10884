package dev.berth.controlplane;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.EndReason.NotStarted.Cause;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Placed;
import dev.berth.domain.instance.InstanceState.Prepared;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.InstanceStep;
import dev.berth.domain.instance.Reach;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import dev.berth.protocol.link.ContainerFigures;
import dev.berth.protocol.link.ControlPlaneLink;
import dev.berth.protocol.link.Host;
import dev.berth.protocol.link.HostHello;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.HostReport.Observation;
import dev.berth.protocol.link.HostUnavailable;
import dev.berth.protocol.link.InstanceOrder;
import dev.berth.protocol.link.LogRequest;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A host in memory that does what it is told, one [InstanceStep] of every agent at each call of [#work].
///
/// Not for several threads: the test is its thread.
public final class ObedientHost implements Host {

    /// What is left of an agent on a host.
    public enum Container {
        MADE,
        RUNS,
        FROZEN,
        EXITED
    }

    private final String name;
    private final InstantSource clock;
    private final Map<AgentId, AssignedAgent> told = new LinkedHashMap<>();
    private final Map<InstanceId, Observation> known = new LinkedHashMap<>();
    private final Containers containers = new Containers();
    private final Map<AgentId, EndReason.NotStarted> broken = new LinkedHashMap<>();
    private final List<Assignment> messages = new ArrayList<>();
    private final List<HostReport> unsaid = new ArrayList<>();
    private final Set<Integer> foreignPorts = new HashSet<>();
    private final Set<Integer> unseenPorts = new HashSet<>();
    private final Map<AgentId, Duration> graces = new LinkedHashMap<>();
    private final Map<String, Integer> crashing = new LinkedHashMap<>();
    private final Set<String> silent = new HashSet<>();
    private ControlPlaneLink.@Nullable Session session;

    public ObedientHost(String name, InstantSource clock) {
        this.name = name;
        this.clock = clock;
    }

    public void connect(ControlPlaneLink link) {
        HostHello hello = new HostHello(name, "in memory", 2, 1L << 32, List.copyOf(known.values()));
        unsaid.removeIf(Observation.class::isInstance);
        session = link.connect(hello, this);
    }

    public void disconnect() {
        if (session != null) {
            session.close();
        }
        session = null;
    }

    @Override
    public void assign(Assignment assignment) {
        messages.add(assignment);
        switch (assignment) {
            case Assignment.Complete complete -> {
                Set<AgentId> unnamed = containers.agents();
                told.clear();
                complete.agents().forEach(each -> told.put(each.agent(), each));
                unnamed.removeAll(told.keySet());
                unnamed.forEach(this::clear);
            }
            case Assignment.Change change -> {
                change.forgotten().forEach(told::remove);
                change.agents().forEach(each -> told.put(each.agent(), each));
            }
        }
    }

    /// One step for every agent, and the reports of it.
    ///
    /// @return whether there was anything to do or to say
    public boolean work() {
        boolean busy = false;
        for (AssignedAgent each : List.copyOf(told.values())) {
            busy |= switch (each) {
                case AssignedAgent.Instance(var order) -> bringAlone(order);
                case AssignedAgent.Overlap overlap -> {
                    boolean older = bring(overlap.older(), overlap);
                    yield bring(overlap.newer(), overlap) || older;
                }
                case AssignedAgent.Discard discard -> discard(discard.agent());
            };
            checkCount(each);
        }
        return say() || busy;
    }

    /// One instance of an agent, and two only when it is told so: never a third.
    private void checkCount(AssignedAgent told) {
        AgentId agent = told.agent();
        long running = containers.running(agent);
        if (running > told.orders().size()) {
            throw new AssertionError(running + " instances run: " + told);
        }
    }

    private boolean say() {
        if (session == null || unsaid.isEmpty()) {
            return false;
        }
        List<HostReport> reports = List.copyOf(unsaid);
        unsaid.clear();
        for (HostReport report : reports) {
            session.report(report);
        }
        return true;
    }

    private boolean discard(AgentId agent) {
        if (!containers.agents().contains(agent) && seen(agent).isEmpty()) {
            unsaid.add(new HostReport.Discarded(agent));
            told.remove(agent);
            return true;
        }
        clear(agent);
        unsaid.add(new HostReport.Discarded(agent));
        return true;
    }

    private void clear(AgentId agent) {
        containers.remove(agent);
        known.keySet().removeIf(each -> each.agent().equals(agent));
    }

    /// What lived beside another is the agent's only one from now on.
    private boolean bringAlone(InstanceOrder order) {
        AgentId agent = order.id().agent();
        if (known.containsKey(order.id())) {
            known.keySet().removeIf(each -> each.agent().equals(agent) && !each.equals(order.id()));
            containers.alone(order.id());
        }
        return bring(order, new AssignedAgent.Instance(order));
    }

    private boolean isBeside(InstanceId instance) {
        return told.get(instance.agent()) instanceof AssignedAgent.Overlap overlap
                && overlap.newer().id().equals(instance);
    }

    private void put(InstanceId instance, Container container) {
        containers.put(instance, isBeside(instance), container);
    }

    private @Nullable Container containerOf(InstanceId instance) {
        return containers.find(instance, isBeside(instance)).orElse(null);
    }

    private boolean bring(InstanceOrder order, AssignedAgent assigned) {
        AgentId agent = order.id().agent();
        if (seen(agent)
                .filter(each -> each.instance().generation() > assigned.newest())
                .isPresent()) {
            return false;
        }
        Observation seen = known.get(order.id());
        InstanceState state = seen == null ? new Placed("new") : seen.state();
        switch (InstanceStep.next(order.goal(), order.depth(), state)) {
            case InstanceStep.Prepare prepare -> prepare(order, prepare.placed());
            case InstanceStep.Start start -> {
                put(order.id(), Container.RUNS);
                note(order, start.prepared().started(new Reach.At("10.0.0.2", 8000), now()), "container started");
            }
            case InstanceStep.Watch watch -> {
                return watch(order, watch.running());
            }
            case InstanceStep.Hibernate hibernate -> {
                boolean freeze = hibernate.depth() == Hibernation.FREEZE;
                put(order.id(), freeze ? Container.FROZEN : Container.EXITED);
                note(order, hibernate.running().hibernated(hibernate.depth(), now()), "container put to sleep");
            }
            case InstanceStep.Stop stop -> {
                put(order.id(), Container.EXITED);
                graces.put(agent, order.spec().stopping().grace());
                note(order, stop.running().stopped(now()), "container stopped");
            }
            case InstanceStep.Abandon abandon -> abandon(order, abandon.unstarted());
            case InstanceStep.Rest _ -> {
                if (isBeside(order.id()) && order.goal() == Goal.STOP) {
                    return containers.remove(order.id(), true);
                }
                if (!order.thaws() || containerOf(order.id()) != Container.FROZEN) {
                    return false;
                }
                put(order.id(), Container.EXITED);
            }
        }
        return true;
    }

    private void prepare(InstanceOrder order, Placed placed) {
        EndReason.NotStarted trouble = order.hostPorts().values().stream().anyMatch(unseenPorts::contains)
                ? new EndReason.NotStarted(Cause.CHOSEN_PORT_TAKEN, "The port is in use.", "Free it.")
                : broken.get(order.id().agent());
        if (trouble != null) {
            note(order, placed.failed(trouble, now()), "not started");
            return;
        }
        if (containerOf(order.id()) == null) {
            put(order.id(), Container.MADE);
        }
        Prepared prepared = placed.prepared(new ContainerId("c-" + order.slug()));
        note(order, prepared, "container made");
    }

    private void abandon(InstanceOrder order, InstanceState.Unstarted unstarted) {
        boolean frozen = containerOf(order.id()) == Container.FROZEN;
        if (frozen && order.thaws()) {
            put(order.id(), Container.EXITED);
        }
        note(order, unstarted.abandoned(frozen && !order.thaws(), now()), "not started");
    }

    private boolean watch(InstanceOrder order, Running running) {
        boolean frozen = containerOf(order.id()) == Container.FROZEN;
        if (frozen || running.readiness() == Readiness.READY) {
            return false;
        }
        String image = order.spec().program().image();
        if (silent.contains(image)) {
            return false;
        }
        Integer code = crashing.get(image);
        if (code != null) {
            end(order.id(), new EndReason.Exited(code, false, List.of()));
            return true;
        }
        note(order, running.becomes(Readiness.READY), "ready");
        return true;
    }

    private void note(InstanceOrder order, InstanceState state, String step) {
        Observation observation = new Observation(order.id(), state, step, now());
        known.put(order.id(), observation);
        unsaid.add(observation);
    }

    private Instant now() {
        return clock.instant();
    }

    /// Ends the container of an agent's newest instance without being told to.
    public void end(AgentId agent, EndReason.Unasked reason) {
        end(seen(agent).orElseThrow().instance(), reason);
    }

    /// Ends an instance's container without being told to.
    public void end(InstanceId instance, EndReason.Unasked reason) {
        Observation seen = known.get(instance);
        if (seen == null || !(seen.state() instanceof Running running)) {
            throw new IllegalStateException("does not run: " + instance);
        }
        if (!(reason instanceof EndReason.RemovedAtEngine)) {
            put(instance, Container.EXITED);
        } else {
            containers.remove(instance, isBeside(instance));
        }
        Observation end = new Observation(instance, running.ended(reason, now()), "ended", now());
        known.put(instance, end);
        unsaid.add(end);
    }

    /// Somebody freezes a running container at the engine.
    public void freeze(AgentId agent) {
        freeze(seen(agent).orElseThrow().instance());
    }

    /// The same, of one of two.
    public void freeze(InstanceId instance) {
        Observation seen = known.get(instance);
        if (seen == null || !(seen.state() instanceof Running running)) {
            throw new IllegalStateException("does not run: " + instance);
        }
        containers.put(instance, isBeside(instance), Container.FROZEN);
        Observation frozen = new Observation(instance, running.becomes(Readiness.PAUSED), "paused", now());
        known.put(instance, frozen);
        unsaid.add(frozen);
    }

    /// Somebody starts the container of an ended instance at the engine.
    public void startAtEngine(AgentId agent) {
        InstanceId newest = seen(agent).orElseThrow().instance();
        containers.put(newest, false, Container.RUNS);
        unsaid.add(new HostReport.StartedAtEngine(newest, now()));
    }

    public void report(HostReport report) {
        unsaid.add(report);
    }

    /// From now on no container of this agent can be made, until the trouble is empty.
    public void cannotStart(AgentId agent, Optional<EndReason.NotStarted> trouble) {
        trouble.ifPresentOrElse(why -> broken.put(agent, why), () -> broken.remove(agent));
    }

    /// From now on what is started of this image ends at once.
    public void crashesAtStart(String image, int code) {
        crashing.put(image, code);
    }

    /// From now on what is started of this image never takes calls.
    public void neverReady(String image) {
        silent.add(image);
    }

    /// What is started of this image takes calls as ever.
    public void readyAfterAll(String image) {
        silent.remove(image);
    }

    public void occupy(int port) {
        foreignPorts.add(port);
    }

    /// Somebody has it whom this host does not see, but its engine does.
    public void occupyUnseen(int port) {
        unseenPorts.add(port);
    }

    public Optional<Container> container(AgentId agent) {
        return containers.usual(agent);
    }

    /// The container of an instance that lives beside an older one.
    public Optional<Container> containerBeside(InstanceId instance) {
        return containers.find(instance, true);
    }

    /// What it knows of the agent's newest instance.
    public Optional<Observation> seen(AgentId agent) {
        return known.values().stream()
                .filter(each -> each.instance().agent().equals(agent))
                .max(Comparator.comparingLong(each -> each.instance().generation()));
    }

    /// The time that the agent's container was given when it was last stopped.
    public Optional<Duration> grace(AgentId agent) {
        return Optional.ofNullable(graces.get(agent));
    }

    public List<Assignment> messages() {
        return List.copyOf(messages);
    }

    @Override
    public InputStream logs(ContainerId container, LogRequest request) {
        return InputStream.nullInputStream();
    }

    @Override
    public ContainerFigures figures(ContainerId container) {
        OptionalLong unknown = OptionalLong.empty();
        if (!containers.anyRuns()) {
            throw new HostUnavailable("The container does not run.");
        }
        return new ContainerFigures(0, 0, 0, unknown, unknown, unknown, unknown, unknown, unknown, now());
    }

    @Override
    public List<Integer> freePorts(String listen, List<Integer> wanted) {
        return wanted.stream().filter(port -> !foreignPorts.contains(port)).toList();
    }
}
