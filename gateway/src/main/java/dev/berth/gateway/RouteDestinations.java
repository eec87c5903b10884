package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import dev.berth.gateway.AgentRoute.Way;
import dev.berth.gateway.line.Destination;
import dev.berth.gateway.line.Destination.At;
import dev.berth.gateway.line.Destinations;
import java.util.Optional;

/// The agents as the gateway's routes know them.
record RouteDestinations(Routes routes) implements Destinations {

    @Override
    public Optional<Destination> find(AgentId agent) {
        return routes.find(agent.value()).map(route -> new Destination(route.calls(), at(route.way())));
    }

    private static At at(Way way) {
        return switch (way) {
            case Way.Clear clear -> new At.Ready(clear.instance());
            case Way.Waiting _ -> new At.Coming();
            case Way.Barred _ -> new At.Halted();
        };
    }

    @Override
    public void wanted(AgentId agent) {
        routes.wanted(agent);
    }
}
