package dev.berth.controlplane;

import dev.berth.controlplane.activity.AgentActivity;
import dev.berth.controlplane.activity.CpuReports;
import dev.berth.controlplane.activity.HealthReports;
import dev.berth.controlplane.activity.Leases;
import dev.berth.controlplane.activity.PutToSleep;
import dev.berth.controlplane.agents.AgentDirectory;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentStore;
import dev.berth.controlplane.agents.AgentWrites;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.DeployAgent;
import dev.berth.controlplane.agents.DirectAgent;
import dev.berth.controlplane.agents.EditAgent;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.controlplane.agents.NewAgent;
import dev.berth.controlplane.agents.OpenCalls;
import dev.berth.controlplane.agents.OwnTokens;
import dev.berth.controlplane.agents.ReservePorts;
import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.controlplane.agents.Waker;
import dev.berth.controlplane.hosts.Hosts;
import dev.berth.controlplane.hosts.LinkEndpoint;
import dev.berth.controlplane.hosts.RecordReports;
import dev.berth.controlplane.reconcile.AgentReconciler;
import dev.berth.controlplane.store.Database;
import dev.berth.controlplane.store.SqlAgentStore;
import dev.berth.controlplane.store.SqlLeaseStore;
import dev.berth.domain.activity.Calls;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentKind;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.agent.Slug;
import dev.berth.domain.agent.StartPolicy;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.lifecycle.Standing;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// A control plane without its doors, over a real SQLite database, with a host in memory. The test makes the passes.
public final class Installation implements AutoCloseable {

    public static final ReservePorts.Range PORTS = new ReservePorts.Range(9000, 9024);

    private static final int ROUNDS_TO_REST = 50;

    public final SteppedClock clock;
    public final AgentStore store;
    public final AgentDirectory directory;
    public final AgentWrites writes;
    public final Hosts hosts = new Hosts();
    public final LinkEndpoint link;
    public final AgentReconciler reconciler;
    public final FindAgents find;
    public final DeployAgent deploy;
    public final EditAgent edit;
    public final DirectAgent direct;
    public final Waker waker;
    public final CpuReports cpu;
    public final Leases leases;
    public final PutToSleep sleep;
    /// What the gateway would say.
    public final Map<AgentId, Calls> calls = new ConcurrentHashMap<>();
    /// Of single instances, where that differs.
    public final Map<InstanceId, Integer> callsAt = new ConcurrentHashMap<>();

    public final ObedientHost host;
    public final Map<AgentId, Secret> tokens = new ConcurrentHashMap<>();

    private final Database database;

    private Installation(Path folder, UnaryOperator<AgentStore> around, SteppedClock clock, ObedientHost host)
            throws IOException {
        this.clock = clock;
        this.host = host;
        this.database = Database.sqlite(folder.resolve("berth.db"));
        this.store = around.apply(new SqlAgentStore(database, SecretBox.withKeyFile(folder.resolve("secret.key"))));
        this.directory = new AgentDirectory();
        directory.reload(store::all);
        this.writes = new AgentWrites(store, directory);
        this.cpu = new CpuReports(directory, clock);
        this.leases = new Leases(new SqlLeaseStore(database), clock);
        AgentActivity activity = new AgentActivity(agent -> calls.getOrDefault(agent, Calls.NONE), cpu, leases, clock);
        this.sleep = new PutToSleep(directory, writes, activity, clock);
        HealthReports health = new HealthReports(directory);
        this.link = new LinkEndpoint(hosts, directory, new RecordReports(writes, cpu, health), _ -> Map.of(), _ -> {});
        ReservePorts ports = new ReservePorts(store, hosts, PORTS);
        OpenCalls open = new OpenCalls(instance -> callsAt.getOrDefault(
                instance, calls.getOrDefault(instance.agent(), Calls.NONE).atWork()));
        this.reconciler = new AgentReconciler(store, directory, writes, hosts, ports, open, health, clock);
        this.find = new FindAgents(directory, store, hosts, open, health::trouble, clock);
        OwnTokens ownTokens = new KnownTokens();
        this.deploy = new DeployAgent(writes, ports, hosts, ownTokens, () -> AgentId.of(UUID.randomUUID()), clock);
        this.edit = new EditAgent(writes, ports, ownTokens, clock);
        this.direct = new DirectAgent(writes, find, reconciler::next, clock);
        this.waker = new Waker(directory, writes, reconciler::next, clock);
    }

    /// A value that another agent has is refused, as a credential's must be.
    private final class KnownTokens implements OwnTokens {
        @Override
        public boolean set(AgentId agent, String owner, Secret token) {
            boolean taken = tokens.entrySet().stream()
                    .anyMatch(each ->
                            each.getValue().equals(token) && !each.getKey().equals(agent));
            if (!taken) {
                tokens.put(agent, token);
            }
            return !taken;
        }

        @Override
        public void revokeAll(AgentId agent) {
            tokens.remove(agent);
        }
    }

    /// With its host connected.
    public static Installation in(Path folder) throws IOException {
        return in(folder, store -> store);
    }

    /// @param around may put something between the control plane and its store
    public static Installation in(Path folder, UnaryOperator<AgentStore> around) throws IOException {
        SteppedClock clock = new SteppedClock();
        Installation fresh = new Installation(folder, around, clock, new ObedientHost("local", clock));
        fresh.host.connect(fresh.link);
        return fresh;
    }

    /// The same installation after its server was killed: nothing but the database and the host is left.
    public Installation killedAndStartedAgain(Path folder) throws IOException {
        database.close();
        Installation next = new Installation(folder, store -> store, clock, host);
        host.connect(next.link);
        return next;
    }

    public static NewAgent asked(String slug, StartPolicy start, AgentSpec spec) {
        return new NewAgent(
                new Slug(slug),
                new Agent.Profile(slug, "", "", Map.of(), "{}"),
                AgentKind.SERVICE,
                "admin",
                Conduct.DEFAULT.with(start),
                Optional.empty(),
                spec);
    }

    /// Deploys an agent that nobody has started yet.
    public AgentId deployed(String slug) {
        return deployed(slug, SampleAgents.spec());
    }

    public AgentId deployed(String slug, AgentSpec spec) {
        return accepted(deploy.deploy(asked(slug, StartPolicy.MANUAL, spec)))
                .agent()
                .id();
    }

    /// Deploys an agent and lets it come up.
    public AgentId running(String slug) {
        return running(slug, SampleAgents.spec());
    }

    public AgentId running(String slug, AgentSpec spec) {
        AgentId id = accepted(deploy.deploy(asked(slug, StartPolicy.ON_DEPLOY, spec)))
                .agent()
                .id();
        rest();
        return id;
    }

    public static <T> T accepted(Decision<T> decision) {
        return switch (decision) {
            case Decision.Accepted<T>(var result) -> result;
            case Decision.Refused<T>(var refusal) -> throw new AssertionError("refused: " + refusal);
        };
    }

    /// Passes and steps of the host, until neither changes anything.
    public void rest() {
        for (int i = 0; i < ROUNDS_TO_REST; i++) {
            long before = versions();
            reconciler.pass();
            sleep.pass();
            if (!host.work() && versions() == before) {
                return;
            }
        }
        throw new AssertionError("still busy after " + ROUNDS_TO_REST + " rounds");
    }

    private long versions() {
        return directory.all().stream().mapToLong(AgentRecord::version).sum();
    }

    /// Lets time go by, and everything that was due.
    public void later(Duration by) {
        clock.advance(by);
        rest();
    }

    public AgentRecord record(AgentId agent) {
        return store.find(agent).orElseThrow();
    }

    public Standing standing(AgentId agent) {
        return find.view(directory.find(agent).orElseThrow()).standing();
    }

    @Override
    public void close() {
        waker.close();
        database.close();
    }
}
