package dev.berth.controlplane.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.controlplane.accounts.Accounts;
import dev.berth.controlplane.accounts.AttemptLimit;
import dev.berth.controlplane.accounts.Audit;
import dev.berth.controlplane.accounts.FakeAuditLog;
import dev.berth.controlplane.accounts.FakeTokenStore;
import dev.berth.controlplane.accounts.NewToken;
import dev.berth.controlplane.accounts.Scope;
import dev.berth.controlplane.accounts.SelfTokens;
import dev.berth.controlplane.accounts.TestClock;
import dev.berth.controlplane.accounts.Tokens;
import dev.berth.controlplane.activity.AgentActivity;
import dev.berth.controlplane.activity.CpuReports;
import dev.berth.controlplane.activity.FakeLeaseStore;
import dev.berth.controlplane.activity.HealthReports;
import dev.berth.controlplane.activity.Leases;
import dev.berth.controlplane.activity.WorkSource;
import dev.berth.controlplane.agents.AgentDirectory;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentWrites;
import dev.berth.controlplane.agents.AwaitAgent;
import dev.berth.controlplane.agents.DeployAgent;
import dev.berth.controlplane.agents.DirectAgent;
import dev.berth.controlplane.agents.EditAgent;
import dev.berth.controlplane.agents.FakeAgentStore;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.controlplane.agents.NextStep;
import dev.berth.controlplane.agents.OpenCalls;
import dev.berth.controlplane.agents.ReservePorts;
import dev.berth.controlplane.requests.RequestDesk;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Slug;
import dev.berth.kit.SecretBox;
import dev.berth.kit.Version;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The API on a real socket, over a store in memory and a fleet that does what is wanted.
///
/// Every answer that it hands out was held against the contract.
final class ApiWorld implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    final FakeAgentStore store = new FakeAgentStore();
    final TestClock clock = new TestClock();
    final AgentDirectory directory = new AgentDirectory();
    final AgentWrites writes = new AgentWrites(store, directory);
    final AwaitAgent await = new AwaitAgent();
    final FakeFleet fleet;
    final FakeAuditLog auditLog = new FakeAuditLog();
    final Tokens tokens = new Tokens(new FakeTokenStore(), clock);
    final HealthReports health = new HealthReports(directory);
    final SelfTokens itself;
    final List<String> troubles = new ArrayList<>();
    final ApiServer server;
    final Path folder;
    final Path socket;
    private final AnswerCheck check = new AnswerCheck();
    private final String admin;

    ApiWorld() {
        this(new OperatorRules(List.of(), false), 0);
    }

    ApiWorld(OperatorRules rules, int requestsPerSecond) {
        this(rules, requestsPerSecond, RequestDesk.EMPTY);
    }

    /// With kept calls.
    ApiWorld(RequestDesk requests) {
        this(new OperatorRules(List.of(), false), 0, requests);
    }

    private ApiWorld(OperatorRules rules, int requestsPerSecond, RequestDesk requests) {
        folder = made();
        socket = folder.resolve("s").resolve("api.sock");
        directory.subscribe(await::changed);
        fleet = new FakeFleet(directory, writes);
        FindAgents find = new FindAgents(directory, store, fleet, OpenCalls.NONE, health::trouble, clock);
        ReservePorts ports = new ReservePorts(store, fleet, new ReservePorts.Range(9000, 9001));
        itself = new SelfTokens(key(folder));
        Leases leases = new Leases(new FakeLeaseStore(), clock);
        AgentUseCases agents = new AgentUseCases(
                find,
                new DeployAgent(writes, ports, fleet, tokens, () -> AgentId.of(UUID.randomUUID()), clock),
                new EditAgent(writes, ports, tokens, clock),
                new DirectAgent(writes, find, NextStep.LATER, clock),
                new AgentActivity(WorkSource.NONE, new CpuReports(directory, clock), leases, clock),
                leases,
                health,
                await,
                fleet);
        Supplier<Optional<String>> database = () -> troubles.stream().findFirst();
        server = new ApiServer(
                agents,
                requests,
                new Accounts(tokens, itself, new AttemptLimit(5, Duration.ofMinutes(1), clock), new Audit(auditLog)),
                new ApiSettings("berth/agent:latest", Optional.empty(), rules, requestsPerSecond, 3),
                new ServerState(
                        new Version("1.2.3", "abcdef0"),
                        Map.of("database", database, "engine", Optional::empty),
                        new SimpleMeterRegistry(),
                        () -> "berth_agents 1\n"),
                clock);
        admin = token("root", Optional.empty(), Scope.ADMIN);
        try {
            server.start(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path made() {
        try {
            return Files.createTempDirectory("berth-api");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SecretBox key(Path folder) {
        try {
            return SecretBox.withKeyFile(folder.resolve("secret.key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Reply put(String target, String body, String... headers) {
        return call("PUT", target, body, headers);
    }

    /// Makes a token and gives its value.
    String token(String name, Optional<AgentId> agent, Scope... scopes) {
        return ((Tokens.Creation.Created)
                        tokens.create(new NewToken(name, "alice", Set.of(scopes), agent, Optional.empty())))
                .value()
                .reveal();
    }

    /// An answer, read whole.
    record Reply(int status, SocketHttp.Open open, String text) {

        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + text, e);
            }
        }

        String header(String name) {
            return open.header(name);
        }

        Reply expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError("expected %d: %d %s".formatted(wanted, status, text));
            }
            return this;
        }

        String code() {
            return json().get("code").asText();
        }
    }

    Reply get(String target, String... headers) {
        return call("GET", target, "", headers);
    }

    Reply post(String target, String body, String... headers) {
        return call("POST", target, body, headers);
    }

    Reply patch(String target, String body, String... headers) {
        return call("PATCH", target, body, headers);
    }

    Reply delete(String target, String... headers) {
        return call("DELETE", target, "", headers);
    }

    /// Calls as the administrator, unless the headers say who calls.
    Reply call(String method, String target, String body, String... headers) {
        try (SocketHttp.Open open = open(method, target, body, headers)) {
            Reply reply = new Reply(open.status(), open, open.text());
            check.hold(method, target, reply);
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + target, e);
        }
    }

    SocketHttp.Open open(String method, String target, String body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        if (all.stream().noneMatch(each -> each.startsWith("Authorization") || each.startsWith("X-Berth-Token"))) {
            all.add("Authorization: Bearer " + admin);
        }
        if (all.stream().noneMatch(each -> each.startsWith("X-Berth-Peer"))) {
            all.add("X-Berth-Peer: 127.0.0.1");
        }
        if (!body.isEmpty() && all.stream().noneMatch(each -> each.startsWith("Content-Type"))) {
            all.add("Content-Type: application/" + (method.equals("PATCH") ? "merge-patch+json" : "json"));
        }
        return SocketHttp.open(socket, method, target, all, body.getBytes(StandardCharsets.UTF_8));
    }

    /// Deploys an agent that is not started, and gives its record.
    AgentRecord deployed(String slug) {
        post("/api/agents", "{\"name\": \"%s\", \"start\": \"manual\"}".formatted(slug))
                .expect(201);
        return record(slug);
    }

    AgentRecord record(String slug) {
        return directory.find(new Slug(slug)).orElseThrow();
    }

    @Override
    public void close() {
        server.close();
        fleet.close();
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
