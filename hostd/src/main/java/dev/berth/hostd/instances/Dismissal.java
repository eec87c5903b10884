package dev.berth.hostd.instances;

import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.hostd.container.Share;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.HostReport.Observation;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what is left of an agent's instances that are over and not named any more, when another one that lived
/// beside them stays.
///
/// The last thing that it does is to forget them: a daemon that dies before begins again.
final class Dismissal {

    private static final Logger LOG = LoggerFactory.getLogger(Dismissal.class);

    /// How often at most an engine is asked again that refuses.
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(2);

    private final Tools tools;

    Dismissal(Tools tools) {
        this.tools = tools;
    }

    /// Does it, if there is anything left. That an engine does not let go of what is over holds up nothing of the one
    /// that stays; [Rounds] asks for another look.
    ///
    /// @param order of the one that stays; nothing outside its share is touched
    void dismissUnnamed(AssignedAgent assigned, InstanceOrder order, Share share, Notes notes) {
        List<Observation> unnamed = tools.ledger().unnamed(assigned);
        Optional<Observation> own = tools.ledger().of(order.id());
        if (unnamed.isEmpty() || own.isEmpty() || notes.sinceRefusal().compareTo(AFTER_REFUSAL) < 0) {
            return;
        }
        try {
            if (dismiss(order, share, own.get().state(), unnamed)) {
                tools.ledger().forgetUnnamed(assigned);
            }
        } catch (EngineUnreachable e) {
            throw e;
        } catch (EngineFailure e) {
            notes.refusedAt = System.nanoTime();
            LOG.atWarn()
                    .addKeyValue("instance", order.id())
                    .addKeyValue("reason", e.getMessage())
                    .log("container of an earlier instance not removed");
        }
    }

    /// @return whether nothing of the others is left but what the agent may still need
    private boolean dismiss(InstanceOrder order, Share share, InstanceState own, List<Observation> unnamed) {
        return switch (own) {
            // What is there is seen through when its container is made.
            case InstanceState.Placed _ -> false;
            case InstanceState.Prepared prepared -> dismissOthers(order, share, Tools.engineId(prepared.container()));
            case Running running -> dismissOthers(order, share, Tools.engineId(running.container()));
            case InstanceState.Ended _ -> stopOthers(order, unnamed);
        };
    }

    private boolean dismissOthers(InstanceOrder order, Share share, ContainerId own) {
        List<ContainerSummary> all = tools.containers().list(order.id().agent(), share);
        for (ContainerSummary container : all) {
            if (!container.id().equals(own)) {
                tools.containers().stop(container.id(), grace(order));
                tools.containers().remove(container.id());
                LOG.atInfo().addKeyValue("instance", order.id()).log("container of an earlier instance removed");
            }
        }
        all.stream()
                .filter(container -> container.id().equals(own))
                .forEach(container -> tools.containers().nameAsUsual(own, container.name(), order));
        return true;
    }

    /// The containers stay: the agent's next instance takes over the one that has its files.
    private boolean stopOthers(InstanceOrder order, List<Observation> unnamed) {
        for (Observation other : unnamed) {
            if (other.state() instanceof Running running) {
                tools.containers().stop(Tools.engineId(running.container()), grace(order));
                LOG.atInfo().addKeyValue("instance", other.instance()).log("container of an earlier instance stopped");
            }
        }
        return true;
    }

    private static Duration grace(InstanceOrder order) {
        return order.spec().stopping().grace();
    }
}
