package dev.berth.hostd.instances;

import static java.util.stream.Collectors.groupingBy;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.hostd.assignment.AssignmentBook;
import dev.berth.hostd.assignment.Assignments;
import dev.berth.hostd.container.ContainerLabels;
import dev.berth.hostd.container.Share;
import dev.berth.hostd.report.EngineHealth;
import dev.berth.hostd.report.Ledger;
import dev.berth.kit.ReconcileLoop;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.HostReport.Observation;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the engine and at everything in it, and points at the agents that need a closer look.
final class Rounds {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    /// How often everything is looked at when nothing gives a hint.
    private static final Duration RESYNC = Duration.ofSeconds(10);
    /// How often the engine is asked whether it is there.
    private static final Duration PULSE = Duration.ofSeconds(2);
    /// How often one that does not answer is asked.
    private static final Duration WHILE_DOWN = Duration.ofSeconds(1);

    private final Engine engine;
    private final AgentNetwork network;
    private final String installation;
    private final Assignments assignments;
    private final Ledger ledger;
    private final EngineHealth health;
    private final Consumer<EngineUnreachable> lost;
    private final Consumer<AgentId> due;
    private final ReconcileLoop loop = new ReconcileLoop("hostd", PULSE, this::pass);
    private volatile boolean hinted;
    private long nextRound = System.nanoTime();

    Rounds(
            Tools tools,
            Assignments assignments,
            EngineHealth health,
            Consumer<EngineUnreachable> lost,
            Consumer<AgentId> due) {
        this.engine = tools.engine();
        this.network = tools.network();
        this.installation = tools.surroundings().installation();
        this.ledger = tools.ledger();
        this.assignments = assignments;
        this.health = health;
        this.lost = lost;
        this.due = due;
    }

    void start() {
        loop.start();
    }

    /// Asks for a look at everything now.
    void lookAround() {
        hinted = true;
        loop.signal();
    }

    /// Asks the engine now whether it is there.
    void takePulse() {
        loop.signal();
    }

    private Duration pass() {
        try {
            boolean back = health.answered(engine.info());
            if (back) {
                ensureNetwork();
            }
            if (back || hinted || System.nanoTime() - nextRound >= 0) {
                hinted = false;
                goRound(back);
                nextRound = System.nanoTime() + RESYNC.toNanos();
            }
            return PULSE;
        } catch (EngineUnreachable e) {
            lost.accept(e);
            return WHILE_DOWN;
        }
    }

    /// @param all whether every agent is due: while the engine was away their lanes rested, whatever they did
    private void goRound(boolean all) {
        AssignmentBook book = assignments.book();
        Map<String, List<ContainerSummary>> seen =
                engine.containers().list(ContainerLabels.anyAgent(installation)).stream()
                        .collect(groupingBy(container -> container.labels().getOrDefault(ContainerLabels.AGENT, "")));
        Set<AgentId> agents = new HashSet<>(book.agents().keySet());
        seen.values()
                .forEach(containers ->
                        ContainerLabels.agentOf(containers.getFirst().labels()).ifPresent(agents::add));
        for (AgentId agent : agents) {
            if (all || needsLook(book, agent, seen.getOrDefault(agent.value(), List.of()))) {
                due.accept(agent);
            }
        }
    }

    private boolean needsLook(AssignmentBook book, AgentId agent, List<ContainerSummary> seen) {
        return switch (book.of(agent).orElse(null)) {
            case null -> book.confirmed();
            case AssignedAgent.Discard _ -> !seen.isEmpty();
            case AssignedAgent.Instance alone ->
                !ledger.unnamed(alone).isEmpty() || Attention.isDue(alone.order(), state(alone.order()), seen);
            case AssignedAgent.Overlap overlap -> !ledger.unnamed(overlap).isEmpty() || isDue(overlap, seen);
        };
    }

    private boolean isDue(AssignedAgent.Overlap overlap, List<ContainerSummary> seen) {
        InstanceOrder older = overlap.older();
        InstanceOrder newer = overlap.newer();
        return Attention.isDue(older, state(older), shared(seen, Share.ofOlder(older.id())))
                || Attention.isDue(newer, state(newer), shared(seen, Share.ofNewer(older.id())))
                || Attention.isLeftOver(newer, state(newer), shared(seen, Share.ofNewer(older.id())));
    }

    private InstanceState state(InstanceOrder order) {
        return ledger.of(order.id()).map(Observation::state).orElse(new InstanceState.Placed(""));
    }

    private static List<ContainerSummary> shared(List<ContainerSummary> seen, Share share) {
        return seen.stream().filter(container -> share.has(container.labels())).toList();
    }

    /// The first agent on it would make it too; made ahead, nobody waits for it.
    private void ensureNetwork() {
        try {
            network.ensure();
        } catch (EngineUnreachable e) {
            throw e;
        } catch (EngineFailure e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("network not made");
        }
    }

    void close() {
        loop.close();
    }
}
