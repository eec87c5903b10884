package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.CallPolicy.Redelivery;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.route.ExchangeObserver;
import dev.berth.edge.route.Hooks;
import dev.berth.gateway.AgentRoute.Way;
import dev.berth.gateway.line.Deliverer;
import dev.berth.gateway.line.Lease;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// What every delivery of a kept call has in common, whether its caller is there or not.
final class Delivering {

    static final String ATTEMPT = "X-Berth-Attempt";

    private final Deliverer deliverer;
    private final Routes routes;
    private final KeptBodies bodies;
    private final InstantSource clock;
    private final KeptLog log;

    Delivering(Deliverer deliverer, Routes routes, KeptBodies bodies, InstantSource clock, KeptLog log) {
        this.deliverer = deliverer;
        this.routes = routes;
        this.bodies = bodies;
        this.clock = clock;
        this.log = log;
    }

    Deliverer deliverer() {
        return deliverer;
    }

    Routes routes() {
        return routes;
    }

    KeptBodies bodies() {
        return bodies;
    }

    KeptLog log() {
        return log;
    }

    /// Where the leased call goes; empty when its instance is not the one that takes calls now.
    Optional<Way.Clear> way(Lease lease) {
        return route(lease.entry().agent())
                .map(AgentRoute::way)
                .filter(Way.Clear.class::isInstance)
                .map(Way.Clear.class::cast)
                .filter(clear -> clear.instance().equals(lease.instance()));
    }

    Optional<AgentRoute> route(AgentId agent) {
        return routes.find(agent.value());
    }

    CallPolicy policy(AgentId agent) {
        return route(agent).map(AgentRoute::calls).orElse(CallPolicy.DEFAULT);
    }

    /// What the agent is told of this delivery.
    ///
    /// @param hasKey whether the caller gave a key of his own
    static HeaderLines told(Lease lease, boolean hasKey) {
        HeaderLines lines = new HeaderLines().add(ATTEMPT, Integer.toString(lease.attempt()));
        return hasKey ? lines : lines.add(CallersWish.KEY, lease.id().toString());
    }

    /// Hooks that keep the answer, and wait for it as long as the call's deadline allows: a slow agent is no dead one.
    Hooks hooks(Lease lease, boolean repeatable, ExchangeObserver watched) {
        Duration left = Duration.between(clock.instant(), lease.entry().deadline());
        CallPolicy policy = policy(lease.entry().agent());
        boolean again = (repeatable || policy.redelivery() == Redelivery.AT_LEAST_ONCE)
                && lease.attempt() < policy.journal().maxAttempts();
        long most = policy.journal().keepResponse().bytes();
        return Hooks.NONE
                .withObserver(new LeaseObserver(lease, repeatable, this, watched))
                .withRecorder(new AnswerKeeper(lease, deliverer, bodies, most))
                .withAnswerWithin(left.isPositive() ? left : Duration.ofSeconds(1))
                .withDeclined(status -> again && policy.retryOn().contains(status))
                .withOutlivingClient();
    }
}
