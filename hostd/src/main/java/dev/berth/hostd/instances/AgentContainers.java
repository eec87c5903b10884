package dev.berth.hostd.instances;

import dev.berth.domain.agent.AgentId;
import dev.berth.engine.Containers;
import dev.berth.engine.Containers.Removal;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineFailure.NoSuchContainer;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.engine.container.ContainerView;
import dev.berth.hostd.container.ContainerLabels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The containers that this installation made for one agent. Others are not seen here, so they cannot be touched.
final class AgentContainers {

    private final Engine engine;
    private final String installation;

    AgentContainers(Engine engine, String installation) {
        this.engine = engine;
        this.installation = installation;
    }

    List<ContainerSummary> list(AgentId agent) {
        return engine.containers().list(ContainerLabels.agent(agent, installation));
    }

    List<ContainerView> views(AgentId agent) {
        Containers containers = engine.containers();
        return list(agent).stream()
                .map(ContainerSummary::id)
                .map(containers::inspect)
                .flatMap(Optional::stream)
                .toList();
    }

    /// Ends those that run, frozen ones too.
    void stopAll(List<ContainerSummary> containers, Duration grace) {
        for (ContainerSummary container : containers) {
            if (container.phase() == Phase.RUNNING || container.phase() == Phase.PAUSED) {
                stop(container.id(), grace);
            }
        }
    }

    /// One that has gone has been stopped well enough.
    void stop(ContainerId container, Duration grace) {
        try {
            engine.containers().stop(container, grace);
        } catch (NoSuchContainer _) {
            return;
        }
    }

    void remove(ContainerId container) {
        engine.containers().remove(container, Removal.FORCED_WITH_ANONYMOUS_VOLUMES);
    }
}
