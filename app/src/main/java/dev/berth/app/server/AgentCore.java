package dev.berth.app.server;

import dev.berth.controlplane.agents.AgentDirectory;
import dev.berth.controlplane.agents.AgentStore;
import dev.berth.controlplane.agents.AgentWrites;
import dev.berth.controlplane.agents.AwaitAgent;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.controlplane.hosts.Hosts;
import dev.berth.controlplane.hosts.LinkEndpoint;
import dev.berth.controlplane.hosts.RecordReports;
import dev.berth.controlplane.reconcile.AgentReconciler;
import dev.berth.kit.ReconcileLoop;
import java.time.InstantSource;

/// The control plane's heart: what is known of agents, and the loop that brings them where they are wanted.
record AgentCore(
        AgentDirectory directory,
        AgentStore store,
        AgentWrites writes,
        Hosts hosts,
        FindAgents find,
        AwaitAgent await,
        LinkEndpoint link,
        ReconcileLoop loop)
        implements AutoCloseable {

    /// Reads every agent, so that routes are right from the first call on; begins no pass yet.
    static AgentCore over(AgentStore store, InstantSource clock) {
        AgentDirectory directory = new AgentDirectory();
        directory.reload(store.all());
        AgentWrites writes = new AgentWrites(store, directory);
        Hosts hosts = new Hosts();
        AwaitAgent await = new AwaitAgent();
        AgentReconciler reconciler = new AgentReconciler(store, directory, writes, hosts, clock);
        ReconcileLoop loop = new ReconcileLoop("agents", AgentReconciler.RESYNC, reconciler::pass);
        directory.subscribe(await::changed);
        directory.subscribe(_ -> loop.signal());
        LinkEndpoint link = new LinkEndpoint(hosts, directory, new RecordReports(writes), host -> {
            directory.all().stream()
                    .filter(each ->
                            each.latest().map(run -> run.host().equals(host)).orElse(false))
                    .forEach(each -> await.changed(each.agent().id()));
            loop.signal();
        });
        FindAgents find = new FindAgents(directory, store, hosts, clock);
        return new AgentCore(directory, store, writes, hosts, find, await, link, loop);
    }

    @Override
    public void close() {
        loop.close();
    }
}
