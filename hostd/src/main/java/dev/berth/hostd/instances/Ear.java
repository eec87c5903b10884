package dev.berth.hostd.instances;

import dev.berth.domain.agent.AgentId;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineEvent;
import dev.berth.engine.EngineEvent.ContainerChanged;
import dev.berth.engine.EventSubscription;
import dev.berth.hostd.container.ContainerLabels;
import dev.berth.hostd.ending.Witness;
import dev.berth.hostd.report.Ledger;
import dev.berth.kit.ReconcileLoop;
import dev.berth.protocol.link.HostReport.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Listens to the engine, remembers what speaks of ends, and points at the agents that it tells of.
final class Ear {

    private static final Duration RESYNC = Duration.ofSeconds(1);
    /// Told again in case the engine's clock and ours differ, or the last events were heard but not acted on.
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private final EventSubscription subscription;
    private final Witness witness;
    private final Ledger ledger;
    private final Consumer<AgentId> due;
    private final Runnable gap;
    private final ReconcileLoop loop = new ReconcileLoop("hostd-events", RESYNC, this::listen);

    Ear(Engine engine, String installation, Witness witness, Ledger ledger, Consumer<AgentId> due, Runnable gap) {
        Instant since = ledger.lastWritten().minus(OVERLAP);
        this.subscription = engine.events(ContainerLabels.anyAgent(installation), since);
        this.witness = witness;
        this.ledger = ledger;
        this.due = due;
        this.gap = gap;
    }

    void start() {
        loop.start();
    }

    /// Returns when the subscription has been closed.
    private Duration listen() {
        for (Optional<EngineEvent> event = subscription.next(); event.isPresent(); event = subscription.next()) {
            switch (event.get()) {
                case EngineEvent.Gap missed -> {
                    witness.heardGap(missed.at());
                    gap.run();
                }
                case ContainerChanged changed -> heard(changed);
            }
        }
        return RESYNC;
    }

    private void heard(ContainerChanged event) {
        witness.heard(event);
        Optional<AgentId> agent = ContainerLabels.agentOf(event.labels());
        if (agent.isPresent() && isNews(agent.get(), event)) {
            due.accept(agent.get());
        }
    }

    private boolean isNews(AgentId agent, ContainerChanged event) {
        List<Observation> known = ledger.of(agent);
        return known.isEmpty() || known.stream().anyMatch(each -> Attention.isNews(event.change(), each.state()));
    }

    void close() {
        subscription.close();
        loop.close();
    }
}
