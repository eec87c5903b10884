package dev.berth.hostd.instances;

import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.engine.Engine;
import dev.berth.hostd.container.Share;
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

    /// An instance's state became another one. One that has all containers of its agent is the only one from then on.
    void note(InstanceId instance, Share share, InstanceState state, String step) {
        if (share.isAll()) {
            ledger.noteAlone(instance, state, step);
        } else {
            ledger.note(instance, state, step);
        }
    }

    static dev.berth.engine.container.ContainerId engineId(dev.berth.domain.instance.ContainerId container) {
        return new dev.berth.engine.container.ContainerId(container.value());
    }

    static dev.berth.domain.instance.ContainerId domainId(dev.berth.engine.container.ContainerId container) {
        return new dev.berth.domain.instance.ContainerId(container.value());
    }
}
