package dev.berth.hostd.instances;

import dev.berth.engine.Engine;
import dev.berth.engine.NetworkSpec;
import dev.berth.engine.OwnLabels;
import dev.berth.hostd.container.ContainerLabels;
import dev.berth.hostd.container.Surroundings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agents' own network. One that somebody else made is used as it is; none is ever removed.
final class AgentNetwork {

    private static final Logger LOG = LoggerFactory.getLogger(AgentNetwork.class);

    private final Engine engine;
    private final NetworkSpec spec;

    AgentNetwork(Engine engine, Surroundings surroundings) {
        this.engine = engine;
        this.spec = NetworkSpec.open(surroundings.network(), ContainerLabels.ofNetwork(surroundings.installation()));
    }

    /// Sees to it that the network is there.
    void ensure() {
        boolean ours = OwnLabels.areOn(engine.networks().ensure(spec).labels());
        LOG.atDebug()
                .addKeyValue("status", ours ? "ours" : "somebody else's")
                .addKeyValue("reason", spec.name())
                .log("network present");
    }
}
