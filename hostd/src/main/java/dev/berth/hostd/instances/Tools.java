package dev.berth.hostd.instances;

import dev.berth.engine.Engine;
import dev.berth.hostd.container.Surroundings;
import dev.berth.hostd.report.Ledger;
import java.time.InstantSource;

/// What every step on an instance works with.
record Tools(
        Engine engine,
        Surroundings surroundings,
        AgentContainers containers,
        AgentNetwork network,
        Ledger ledger,
        InstantSource clock) {

    static dev.berth.engine.container.ContainerId engineId(dev.berth.domain.instance.ContainerId container) {
        return new dev.berth.engine.container.ContainerId(container.value());
    }

    static dev.berth.domain.instance.ContainerId domainId(dev.berth.engine.container.ContainerId container) {
        return new dev.berth.domain.instance.ContainerId(container.value());
    }
}
