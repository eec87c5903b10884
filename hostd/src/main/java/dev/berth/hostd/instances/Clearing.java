package dev.berth.hostd.instances;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Stopping;
import dev.berth.engine.EngineFailure.InUse;
import dev.berth.engine.EngineFailure.NotOurs;
import dev.berth.engine.VolumeView;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.hostd.container.ContainerLabels;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what is left of agents.
final class Clearing {

    private static final Logger LOG = LoggerFactory.getLogger(Clearing.class);
    private static final Duration GRACE = Stopping.DEFAULT.grace();

    private final Tools tools;

    Clearing(Tools tools) {
        this.tools = tools;
    }

    /// Removes the agent's containers, stopped first, and forgets what was known of it.
    ///
    /// @param volumes whether the volumes that were made for it go too, except those that others use
    void clear(AgentId agent, boolean volumes) {
        List<ContainerSummary> containers = tools.containers().list(agent);
        tools.containers().stopAll(containers, GRACE);
        for (ContainerSummary container : containers) {
            tools.containers().remove(container.id());
            LOG.atInfo().addKeyValue("agent", agent).log("container removed");
        }
        if (volumes) {
            removeVolumes(agent);
        }
        tools.ledger().forget(agent);
    }

    private void removeVolumes(AgentId agent) {
        String installation = tools.surroundings().installation();
        for (VolumeView volume : tools.engine().volumes().list(ContainerLabels.agent(agent, installation))) {
            try {
                tools.engine().volumes().remove(volume.name());
                LOG.atInfo().addKeyValue("agent", agent).log("volume removed");
            } catch (InUse | NotOurs e) {
                LOG.atInfo()
                        .addKeyValue("agent", agent)
                        .addKeyValue("reason", e.getMessage())
                        .log("volume kept");
            }
        }
    }
}
