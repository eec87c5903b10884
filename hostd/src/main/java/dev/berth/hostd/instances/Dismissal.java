package dev.berth.hostd.instances;

import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what is left of an agent's earlier instance when the one that lived beside it is its only one from now on.
///
/// The last thing that it does is to forget the earlier one: a daemon that dies before begins again.
final class Dismissal {

    private static final Logger LOG = LoggerFactory.getLogger(Dismissal.class);

    private final Tools tools;

    Dismissal(Tools tools) {
        this.tools = tools;
    }

    /// @param own the container of the instance that stays
    void dismissOthers(InstanceOrder order, ContainerId own) {
        Duration grace = order.spec().stopping().grace();
        List<ContainerSummary> all = tools.containers().list(order.id().agent());
        for (ContainerSummary container : all) {
            if (!container.id().equals(own)) {
                tools.containers().stop(container.id(), grace);
                tools.containers().remove(container.id());
                LOG.atInfo().addKeyValue("instance", order.id()).log("container of an earlier instance removed");
            }
        }
        all.stream()
                .filter(container -> container.id().equals(own))
                .forEach(container -> tools.containers().nameAsUsual(own, container.name(), order));
        tools.ledger().keepAlone(order.id());
    }
}
