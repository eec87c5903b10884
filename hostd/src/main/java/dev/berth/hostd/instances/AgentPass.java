package dev.berth.hostd.instances;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceStep;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.EngineFailure.NoSuchContainer;
import dev.berth.engine.EngineFailure.WrongState;
import dev.berth.hostd.assignment.AssignmentBook;
import dev.berth.hostd.assignment.Assignments;
import dev.berth.hostd.ending.Witness;
import dev.berth.hostd.report.Outbox;
import dev.berth.kit.Lanes;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.HostReport.Observation;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings one agent's instance to its goal: looks what is wanted and what is known, takes the next step, and
/// looks again, until there is nothing to do but to wait.
final class AgentPass implements Lanes.Pass<AgentId> {

    /// Look again now.
    static final Duration AT_ONCE = Duration.ZERO;

    private static final Logger LOG = LoggerFactory.getLogger(AgentPass.class);
    private static final InstanceState PLACED = new InstanceState.Placed("about to make its container");
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(2);

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
    }

    @Override
    public Duration run(AgentId agent) throws InterruptedException {
        try {
            Duration next = step(agent);
            while (next.equals(AT_ONCE) && !Thread.currentThread().isInterrupted()) {
                next = step(agent);
            }
            return next;
        } catch (EngineUnreachable e) {
            lost.accept(e);
            return Lanes.REST;
        } catch (EngineFailure e) {
            LOG.atWarn()
                    .addKeyValue("agent", agent)
                    .addKeyValue("reason", e.getMessage())
                    .log("step refused by the engine");
            return AFTER_REFUSAL;
        }
    }

    private Duration step(AgentId agent) throws InterruptedException {
        AssignmentBook book = assignments.book();
        Optional<AssignedAgent> assigned = book.of(agent);
        if (assigned.isEmpty()) {
            if (book.confirmed()) {
                clearing.clear(agent, false);
                notebook.forget(agent);
            }
            return Lanes.REST;
        }
        return switch (assigned.get()) {
            case AssignedAgent.Discard discard -> discard(discard);
            case AssignedAgent.Instance instance -> bringOn(instance.order());
        };
    }

    private Duration discard(AssignedAgent.Discard discard) {
        clearing.clear(discard.agent(), discard.volumes());
        notebook.forget(discard.agent());
        outbox.put(new HostReport.Discarded(discard.agent()));
        return Lanes.REST;
    }

    private Duration bringOn(InstanceOrder order) throws InterruptedException {
        Optional<Observation> known = tools.ledger().of(order.id().agent());
        if (known.isPresent() && known.get().instance().fences(order.id())) {
            LOG.atWarn()
                    .addKeyValue("instance", order.id())
                    .addKeyValue("status", known.get().instance())
                    .log("order of a fenced instance ignored");
            tools.ledger().repeat(order.id().agent());
            return Lanes.REST;
        }
        Observation mine = known.filter(one -> one.instance().equals(order.id()))
                .orElse(new Observation(order.id(), PLACED, "", Instant.EPOCH));
        Notes notes = notebook.of(order.id());
        return take(order, mine, notes);
    }

    private Duration take(InstanceOrder order, Observation known, Notes notes) throws InterruptedException {
        return switch (InstanceStep.next(order.goal(), order.depth(), known.state())) {
            case InstanceStep.Prepare step -> preparation.prepare(order, step.placed(), notes);
            case InstanceStep.Start step -> launch.start(order, step.prepared(), known.seenAt(), notes);
            case InstanceStep.Watch step -> vigil.watch(order, step.running(), notes);
            case InstanceStep.Hibernate step -> hibernate(order, step, notes);
            case InstanceStep.Stop step -> retirement.stop(order, step.running());
            case InstanceStep.Abandon _ -> retirement.abandon(order);
            case InstanceStep.Rest _ ->
                known.state() instanceof InstanceState.Ended ended ? retirement.rest(order, ended) : Lanes.REST;
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
        return assignments.book().of(order.id().agent()).orElse(null) instanceof AssignedAgent.Instance now
                && now.order().id().equals(order.id())
                && now.order().goal() == Goal.RUN;
    }
}
