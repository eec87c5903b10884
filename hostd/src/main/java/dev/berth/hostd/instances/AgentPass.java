package dev.berth.hostd.instances;

import static java.util.stream.Collectors.toSet;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceStep;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.EngineFailure.NoSuchContainer;
import dev.berth.engine.EngineFailure.WrongState;
import dev.berth.hostd.assignment.AssignmentBook;
import dev.berth.hostd.assignment.Assignments;
import dev.berth.hostd.container.Share;
import dev.berth.hostd.ending.Witness;
import dev.berth.hostd.report.Outbox;
import dev.berth.kit.Lanes;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.HostReport.Observation;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings an agent's instances to their goals: looks what is wanted and what is known, takes the next step, and
/// looks again, until there is nothing to do but to wait.
final class AgentPass implements Lanes.Pass<Track> {

    @FunctionalInterface
    private interface Step {
        Duration take() throws InterruptedException;
    }

    /// Look again now.
    static final Duration AT_ONCE = Duration.ZERO;

    private static final Logger LOG = LoggerFactory.getLogger(AgentPass.class);
    private static final InstanceState PLACED = new InstanceState.Placed("about to make its container");
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(2);
    private static final Duration AFTER_THE_OTHER = Duration.ofMillis(50);

    private final Assignments assignments;
    private final Tools tools;
    private final Outbox outbox;
    private final Consumer<EngineUnreachable> lost;
    private final Notes.Book notebook = new Notes.Book();
    private final Preparation preparation;
    private final Launch launch;
    private final Vigil vigil;
    private final Retirement retirement;
    private final Clearing clearing;
    private final Dismissal dismissal;
    private final Turns turns = new Turns();

    AgentPass(
            Assignments assignments,
            Tools tools,
            Outbox outbox,
            Witness witness,
            Checks checks,
            Consumer<EngineUnreachable> lost,
            int parallelStarts) {
        this.assignments = assignments;
        this.tools = tools;
        this.outbox = outbox;
        this.lost = lost;
        this.preparation = new Preparation(tools, this::isWanted);
        this.launch = new Launch(tools, parallelStarts);
        this.vigil = new Vigil(tools, witness, new HealthWatch(tools, checks, outbox));
        this.retirement = new Retirement(tools, outbox);
        this.clearing = new Clearing(tools);
        this.dismissal = new Dismissal(tools);
    }

    @Override
    public Duration run(Track track) throws InterruptedException {
        try {
            Duration next = step(track);
            while (next.equals(AT_ONCE) && !Thread.currentThread().isInterrupted()) {
                next = step(track);
            }
            return next;
        } catch (EngineUnreachable e) {
            lost.accept(e);
            return Lanes.REST;
        } catch (EngineFailure e) {
            LOG.atWarn()
                    .addKeyValue("agent", track.agent())
                    .addKeyValue("reason", e.getMessage())
                    .log("step refused by the engine");
            return AFTER_REFUSAL;
        }
    }

    private Duration step(Track track) throws InterruptedException {
        AgentId agent = track.agent();
        if (assignments.book().of(agent).orElse(null) instanceof AssignedAgent.Overlap overlap) {
            InstanceId one = (track.beside() ? overlap.newer() : overlap.older()).id();
            return inTurn(track, one, () -> stepOf(track, overlap));
        }
        return track.beside() ? Lanes.REST : inTurn(track, null, () -> stepAlone(agent));
    }

    /// @param one see [Turns#begin]
    private Duration inTurn(Track track, @Nullable InstanceId one, Step step) throws InterruptedException {
        if (!turns.begin(track, one)) {
            return AFTER_THE_OTHER;
        }
        try {
            return step.take();
        } finally {
            turns.end(track);
        }
    }

    private Duration stepOf(Track track, AssignedAgent.Overlap overlap) throws InterruptedException {
        InstanceId older = overlap.older().id();
        if (!assignments.book().of(older.agent()).equals(Optional.of(overlap))) {
            return AT_ONCE;
        }
        return track.beside()
                ? bringOn(overlap, overlap.newer(), Share.ofNewer(older))
                : bringOn(overlap, overlap.older(), Share.ofOlder(older));
    }

    private Duration stepAlone(AgentId agent) throws InterruptedException {
        AssignmentBook book = assignments.book();
        return switch (book.of(agent).orElse(null)) {
            case null -> {
                if (book.confirmed()) {
                    clearing.clear(agent, false);
                    notebook.forget(agent);
                }
                yield Lanes.REST;
            }
            case AssignedAgent.Discard discard -> discard(discard);
            case AssignedAgent.Instance instance -> bringOn(instance, instance.order(), Share.ALL);
            case AssignedAgent.Overlap _ -> AT_ONCE;
        };
    }

    private Duration discard(AssignedAgent.Discard discard) {
        clearing.clear(discard.agent(), discard.volumes());
        notebook.forget(discard.agent());
        outbox.put(new HostReport.Discarded(discard.agent()));
        return Lanes.REST;
    }

    private Duration bringOn(AssignedAgent assigned, InstanceOrder order, Share share) throws InterruptedException {
        List<Observation> known = tools.ledger().of(assigned.agent());
        long newest = known.isEmpty() ? 0 : known.getLast().instance().generation();
        if (newest > assigned.newest()) {
            LOG.atWarn()
                    .addKeyValue("instance", order.id())
                    .addKeyValue("status", known.getLast().instance())
                    .log("order of a fenced instance ignored");
            tools.ledger().repeat(assigned.agent());
            return Lanes.REST;
        }
        Optional<Observation> own = tools.ledger().of(order.id());
        if (own.isEmpty() && newest > order.id().generation()) {
            // Nothing is known of it and of a later one there is: it has been, and never begins again.
            Ended over = new Ended(new EndReason.WentDown(), tools.clock().instant());
            tools.ledger().note(order.id(), over, "found to be over");
            return AT_ONCE;
        }
        Set<InstanceId> named =
                assigned.orders().stream().map(InstanceOrder::id).collect(toSet());
        Notes notes = notebook.of(order.id(), named);
        if (!share.isNewer()) {
            dismissal.dismissUnnamed(assigned, order, share, notes);
        }
        return take(order, share, own.orElse(new Observation(order.id(), PLACED, "", Instant.EPOCH)), notes);
    }

    private Duration take(InstanceOrder order, Share share, Observation known, Notes notes)
            throws InterruptedException {
        return switch (InstanceStep.next(order.goal(), order.depth(), known.state())) {
            case InstanceStep.Prepare step -> preparation.prepare(order, share, step.placed(), notes);
            case InstanceStep.Start step -> launch.start(order, step.prepared(), known.seenAt(), notes);
            case InstanceStep.Watch step -> vigil.watch(order, step.running(), notes);
            case InstanceStep.Hibernate step -> hibernate(order, step, notes);
            case InstanceStep.Stop step -> retirement.stop(order, step.running());
            case InstanceStep.Abandon step -> retirement.abandon(order, share, step.unstarted());
            case InstanceStep.Rest _ ->
                known.state() instanceof Ended ended ? retirement.rest(order, share, ended) : Lanes.REST;
        };
    }

    private Duration hibernate(InstanceOrder order, InstanceStep.Hibernate step, Notes notes)
            throws InterruptedException {
        try {
            return retirement.hibernate(order, step.running(), step.depth());
        } catch (WrongState | NoSuchContainer _) {
            return vigil.watch(order, step.running(), notes);
        }
    }

    /// Whether this very instance is still wanted to run.
    private boolean isWanted(InstanceOrder order) {
        return assignments.book().of(order.id().agent()).map(AssignedAgent::orders).orElse(List.of()).stream()
                .anyMatch(now -> now.id().equals(order.id()) && now.goal() == Goal.RUN);
    }
}
