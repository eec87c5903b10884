package dev.berth.hostd.instances;

import dev.berth.domain.agent.AgentId;
import dev.berth.engine.Containers;
import dev.berth.engine.Containers.Removal;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineFailure.NameTaken;
import dev.berth.engine.EngineFailure.NoSuchContainer;
import dev.berth.engine.EngineFailure.WrongState;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.engine.container.ContainerView;
import dev.berth.hostd.container.ContainerLabels;
import dev.berth.hostd.container.ContainerRecipe;
import dev.berth.hostd.container.Share;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The containers that this installation made for one agent. Others are not seen here, so they cannot be touched.
final class AgentContainers {

    private static final Logger LOG = LoggerFactory.getLogger(AgentContainers.class);

    private final Engine engine;
    private final String installation;

    AgentContainers(Engine engine, String installation) {
        this.engine = engine;
        this.installation = installation;
    }

    List<ContainerSummary> list(AgentId agent) {
        return engine.containers().list(ContainerLabels.agent(agent, installation));
    }

    List<ContainerSummary> list(AgentId agent, Share share) {
        return list(agent).stream()
                .filter(container -> share.has(container.labels()))
                .toList();
    }

    List<ContainerView> views(AgentId agent, Share share) {
        Containers containers = engine.containers();
        return list(agent, share).stream()
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

    /// Freezes those that run.
    ///
    /// @return whether any of them is frozen now
    boolean freezeAll(List<ContainerSummary> containers) {
        boolean frozen = false;
        for (ContainerSummary container : containers) {
            frozen |=
                    container.phase() == Phase.PAUSED || (container.phase() == Phase.RUNNING && freeze(container.id()));
        }
        return frozen;
    }

    /// @return whether it still ran
    private boolean freeze(ContainerId container) {
        try {
            engine.containers().pause(container);
            return true;
        } catch (WrongState e) {
            return e.phase() == Phase.PAUSED;
        } catch (NoSuchContainer _) {
            return false;
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

    /// Gives the container that is an agent's only one the name that people know.
    ///
    /// @param name that it has
    void nameAsUsual(ContainerId container, String name, InstanceOrder order) {
        String usual = ContainerRecipe.name(order);
        if (name.equals(usual)) {
            return;
        }
        try {
            engine.containers().rename(container, usual);
        } catch (NameTaken e) {
            LOG.atWarn()
                    .addKeyValue("instance", order.id())
                    .addKeyValue("reason", e.getMessage())
                    .log("container keeps the name that it got beside another");
        }
    }

    void remove(ContainerId container) {
        engine.containers().remove(container, Removal.FORCED_WITH_ANONYMOUS_VOLUMES);
    }
}
