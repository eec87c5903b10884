package dev.berth.app.server;

import dev.berth.controlplane.agents.AgentDirectory;
import dev.berth.controlplane.agents.AgentStore;
import dev.berth.controlplane.agents.AgentWrites;
import dev.berth.controlplane.agents.AwaitAgent;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.controlplane.agents.ReservePorts;
import dev.berth.controlplane.agents.Waker;
import dev.berth.controlplane.hosts.Hosts;
import dev.berth.controlplane.hosts.LinkEndpoint;
import dev.berth.controlplane.hosts.RecordReports;
import dev.berth.controlplane.reconcile.AgentReconciler;
import dev.berth.domain.agent.AgentId;
import dev.berth.kit.ReconcileLoop;
import java.time.InstantSource;
import java.util.List;

/// The control plane's heart: what is known of agents, and the loop that brings them where they are wanted.
record AgentCore(
        AgentDirectory directory,
        AgentStore store,
        AgentWrites writes,
        Hosts hosts,
        ReservePorts ports,
        FindAgents find,
        AwaitAgent await,
        AgentRoutes routes,
        Waker waker,
        LinkEndpoint link,
        ReconcileLoop loop)
        implements AutoCloseable {

    /// Reads every agent, so that routes are right from the first call on; begins no pass yet.
    static AgentCore over(AgentStore store, ReservePorts.Range autoPorts, InstantSource clock) {
        AgentDirectory directory = new AgentDirectory();
        directory.reload(store::all);
        AgentWrites writes = new AgentWrites(store, directory);
        Hosts hosts = new Hosts();
        ReservePorts ports = new ReservePorts(store, hosts, autoPorts);
        AwaitAgent await = new AwaitAgent();
        FindAgents find = new FindAgents(directory, store, hosts, clock);
        Waker waker = new Waker(directory, writes, clock);
        AgentRoutes routes = new AgentRoutes(directory, find, await, waker);
        AgentReconciler reconciler = new AgentReconciler(store, directory, writes, hosts, ports, clock);
        ReconcileLoop loop = new ReconcileLoop("agents", AgentReconciler.RESYNC, reconciler::pass);
        directory.subscribe(routes::changed);
        directory.subscribe(await::changed);
        directory.subscribe(_ -> loop.signal());
        directory.all().forEach(each -> routes.changed(each.agent().id()));
        LinkEndpoint link = new LinkEndpoint(hosts, directory, new RecordReports(writes), host -> {
            residents(directory, host).forEach(each -> {
                routes.changed(each);
                await.changed(each);
            });
            loop.signal();
        });
        return new AgentCore(directory, store, writes, hosts, ports, find, await, routes, waker, link, loop);
    }

    private static List<AgentId> residents(AgentDirectory directory, String host) {
        return directory.all().stream()
                .filter(each ->
                        each.latest().map(run -> run.host().equals(host)).orElse(false))
                .map(each -> each.agent().id())
                .toList();
    }

    @Override
    public void close() {
        waker.close();
        loop.close();
    }
}
