package dev.berth.app.server;

import dev.berth.controlplane.activity.AgentActivity;
import dev.berth.controlplane.activity.CpuReports;
import dev.berth.controlplane.activity.HealthReports;
import dev.berth.controlplane.activity.LeaseStore;
import dev.berth.controlplane.activity.Leases;
import dev.berth.controlplane.activity.PutToSleep;
import dev.berth.controlplane.agents.AgentDirectory;
import dev.berth.controlplane.agents.AgentStore;
import dev.berth.controlplane.agents.AgentWrites;
import dev.berth.controlplane.agents.AwaitAgent;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.controlplane.agents.NextStep;
import dev.berth.controlplane.agents.OpenCalls;
import dev.berth.controlplane.agents.ReservePorts;
import dev.berth.controlplane.agents.Waker;
import dev.berth.controlplane.hosts.Hosts;
import dev.berth.controlplane.hosts.LinkEndpoint;
import dev.berth.controlplane.hosts.RecordReports;
import dev.berth.controlplane.reconcile.AgentReconciler;
import dev.berth.domain.agent.AgentId;
import dev.berth.kit.ReconcileLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
        NextStep next,
        Waker waker,
        LateWork work,
        Leases leases,
        HealthReports health,
        AgentActivity activity,
        LinkEndpoint link,
        ReconcileLoop loop)
        implements AutoCloseable {

    /// Reads every agent, so that routes are right from the first call on; begins no pass yet.
    static AgentCore over(
            AgentStore store,
            LeaseStore leaseStore,
            ReservePorts.Range autoPorts,
            Function<AgentId, Map<String, String>> credentials,
            InstantSource clock) {
        AgentDirectory directory = new AgentDirectory();
        directory.reload(store::all);
        AgentWrites writes = new AgentWrites(store, directory);
        Hosts hosts = new Hosts();
        ReservePorts ports = new ReservePorts(store, hosts, autoPorts);
        AwaitAgent await = new AwaitAgent();
        LateWork work = new LateWork();
        OpenCalls calls = new OpenCalls(work::at);
        HealthReports health = new HealthReports(directory);
        FindAgents find = new FindAgents(directory, store, hosts, calls, health::trouble, clock);
        AgentReconciler reconciler = new AgentReconciler(store, directory, writes, hosts, ports, calls, health, clock);
        Waker waker = new Waker(directory, writes, reconciler::next, clock);
        AgentRoutes routes = new AgentRoutes(directory, find, await, waker);
        CpuReports cpu = new CpuReports(directory, clock);
        Leases leases = new Leases(leaseStore, clock);
        AgentActivity activity = new AgentActivity(work, cpu, leases, clock);
        PutToSleep sleep = new PutToSleep(directory, writes, activity, clock);
        ReconcileLoop loop = new ReconcileLoop("agents", AgentReconciler.RESYNC, () -> pass(reconciler, sleep));
        directory.subscribe(routes::changed);
        directory.subscribe(await::changed);
        directory.subscribe(_ -> loop.signal());
        directory.all().forEach(each -> routes.changed(each.agent().id()));
        LinkEndpoint link =
                new LinkEndpoint(hosts, directory, new RecordReports(writes, cpu, health), credentials, host -> {
                    residents(directory, host).forEach(each -> {
                        routes.changed(each);
                        await.changed(each);
                    });
                    loop.signal();
                });
        return new AgentCore(
                directory,
                store,
                writes,
                hosts,
                ports,
                find,
                await,
                routes,
                reconciler::next,
                waker,
                work,
                leases,
                health,
                activity,
                link,
                loop);
    }

    private static Duration pass(AgentReconciler reconciler, PutToSleep sleep) {
        Duration next = reconciler.pass();
        Duration asleep = sleep.pass();
        return asleep.compareTo(next) < 0 ? asleep : next;
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
