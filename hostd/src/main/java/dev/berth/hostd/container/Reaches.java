package dev.berth.hostd.container;

import dev.berth.domain.agent.AgentSpec.Network;
import dev.berth.domain.instance.Reach;
import dev.berth.engine.container.ContainerView;
import dev.berth.hostd.container.Surroundings.ReachBy;
import dev.berth.protocol.link.InstanceOrder;

/// Where a running container can be called: by a name or an address that it alone has. Pure.
public final class Reaches {

    private static final String LOOPBACK = "127.0.0.1";

    private final Surroundings surroundings;

    public Reaches(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /// For the gateway.
    public Reach of(InstanceOrder order, ContainerView container) {
        boolean named = surroundings.reachBy() == ReachBy.NAME && order.spec().network() == Network.ISOLATED;
        return named
                ? new Reach.At(
                        container
                                .labels()
                                .getOrDefault(
                                        ContainerLabels.HOST_NAME,
                                        order.id().agent().value()),
                        order.spec().program().port())
                : byAddress(order, container);
    }

    /// For this daemon's own probes: names may be remembered for longer than they are right.
    public Reach byAddress(InstanceOrder order, ContainerView container) {
        int port = order.spec().program().port();
        return switch (order.spec().network()) {
            case ISOLATED -> {
                String address = container.addresses().getOrDefault(surroundings.network(), "");
                yield address.isEmpty()
                        ? new Reach.Nowhere("It has no address on the network " + surroundings.network() + ".")
                        : new Reach.At(address, port);
            }
            case HOST ->
                surroundings.reachBy() == ReachBy.NAME
                        ? new Reach.Nowhere("It is on the host's network, which Berth does not see from its container.")
                        : new Reach.At(LOOPBACK, port);
            case NONE -> new Reach.Nowhere("It has no network.");
        };
    }
}
