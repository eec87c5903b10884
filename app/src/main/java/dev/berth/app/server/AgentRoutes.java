package dev.berth.app.server;

import dev.berth.controlplane.agents.AgentDirectory;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AwaitAgent;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.controlplane.agents.Waker;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.Reach;
import dev.berth.domain.lifecycle.Run;
import dev.berth.domain.lifecycle.Standing;
import dev.berth.edge.route.Upstream;
import dev.berth.gateway.AgentRoute;
import dev.berth.gateway.AgentRoute.Way;
import dev.berth.gateway.Routes;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Every agent's route, worked out when the agent changes, so that a call costs one look into a map.
final class AgentRoutes implements Routes {

    private final ConcurrentMap<String, AgentRoute> byReference = new ConcurrentHashMap<>();
    private final ConcurrentMap<AgentId, String> slugs = new ConcurrentHashMap<>();
    private final AgentDirectory directory;
    private final FindAgents find;
    private final AwaitAgent await;
    private final Waker waker;
    private final List<Consumer<AgentId>> listeners = new CopyOnWriteArrayList<>();

    /// Must be subscribed before `await` tells anyone to look again, so that who looks finds the new route.
    AgentRoutes(AgentDirectory directory, FindAgents find, AwaitAgent await, Waker waker) {
        this.directory = directory;
        this.find = find;
        this.await = await;
        this.waker = waker;
    }

    /// Tells of every agent whose route may have changed, after it did. The listener must not block.
    void subscribe(Consumer<AgentId> listener) {
        listeners.add(listener);
    }

    /// Works out the route of an agent that changed.
    void changed(AgentId agent) {
        workOut(agent);
        listeners.forEach(each -> each.accept(agent));
    }

    /// Works out a route anew, one at a time for an agent: what was read last is what calls find.
    void workOut(AgentId agent) {
        slugs.compute(agent, (_, former) -> {
            Optional<AgentRecord> record = directory.find(agent);
            if (record.isEmpty()) {
                forget(agent, former);
                return null;
            }
            AgentRoute route = route(record.get());
            String slug = record.get().agent().slug().value();
            byReference.put(agent.value(), route);
            byReference.put(slug, route);
            return slug;
        });
    }

    private void forget(AgentId agent, @Nullable String slug) {
        byReference.remove(agent.value());
        if (slug != null) {
            byReference.computeIfPresent(slug, (_, route) -> route.agent().equals(agent) ? null : route);
        }
    }

    @Override
    public Optional<AgentRoute> find(String reference) {
        AgentRoute route = byReference.get(reference);
        return route != null ? Optional.of(route) : AgentId.parse(reference).map(id -> byReference.get(id.value()));
    }

    @Override
    public void wanted(AgentId agent) {
        waker.wanted(agent, "A call woke it.");
    }

    @Override
    public CompletionStage<?> nextChange(AgentId agent) {
        return await.next(agent);
    }

    private AgentRoute route(AgentRecord record) {
        return new AgentRoute(
                record.agent().id(),
                record.agent().conduct().open(),
                record.agent().conduct().calls(),
                way(record));
    }

    private Way way(AgentRecord record) {
        Optional<Running> ready =
                record.latest().filter(run -> wanted(record, run)).flatMap(AgentRoutes::ready);
        return ready.map(running -> way(record, running.reach()))
                .orElseGet(() ->
                        obstacle(find.standing(record), record.agent().wish().endsWithACall()));
    }

    /// An engine that does not answer is no obstacle: the agent itself may well.
    private static Optional<Running> ready(Run run) {
        return run.state() instanceof Running running && running.readiness() == Readiness.READY
                ? Optional.of(running)
                : Optional.empty();
    }

    private static boolean wanted(AgentRecord record, Run run) {
        return record.agent().wish().goal() == Goal.RUN
                && run.goal() == Goal.RUN
                && run.id().generation() > record.agent().wish().fence();
    }

    private static Way way(AgentRecord record, Reach reach) {
        return switch (reach) {
            case Reach.At at ->
                new Way.Clear(record.latest().orElseThrow().id(), upstream(at), at.host() + ":" + at.port());
            case Reach.Nowhere nowhere -> new Way.Barred("agent_not_callable", nowhere.why(), false);
        };
    }

    private static Upstream upstream(Reach.At at) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(at.host());
        if (address == null) {
            return new Upstream.Named(at.host(), at.port());
        }
        try {
            return new Upstream.Tcp(new InetSocketAddress(InetAddress.getByAddress(address), at.port()));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    /// @param wakes whether a call brings it back: then calls wait for that
    private static Way obstacle(Standing standing, boolean wakes) {
        String why = standing.reason();
        return switch (standing.status()) {
            case STARTING, RUNNING -> new Way.Waiting("The agent is starting. " + why);
            case HIBERNATED -> new Way.Waiting("The agent sleeps. " + why);
            case CREATED ->
                wakes
                        ? new Way.Waiting("The agent was never started. " + why)
                        : new Way.Barred("agent_not_started", "The agent was never started. Start it first.", true);
            case STOPPING, STOPPED ->
                wakes
                        ? new Way.Waiting("The agent falls asleep. " + why)
                        : new Way.Barred("agent_stopped", "The agent is stopped. " + why, true);
            case PAUSED -> new Way.Barred("agent_paused", "The agent is paused. " + why, true);
            case FAILED -> new Way.Barred("agent_failed", "The agent failed. " + why, true);
            case UNREACHABLE -> new Way.Barred("agent_unreachable", "The agent cannot be reached. " + why, true);
        };
    }
}
