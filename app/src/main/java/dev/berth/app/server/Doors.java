package dev.berth.app.server;

import dev.berth.app.config.BerthHome;
import dev.berth.app.config.BerthSettings;
import dev.berth.controlplane.accounts.Accounts;
import dev.berth.controlplane.accounts.AttemptLimit;
import dev.berth.controlplane.accounts.Audit;
import dev.berth.controlplane.agents.HostDirectory;
import dev.berth.controlplane.api.AgentUseCases;
import dev.berth.controlplane.api.ApiServer;
import dev.berth.controlplane.api.ApiSettings;
import dev.berth.controlplane.api.OperatorRules;
import dev.berth.controlplane.api.ServerState;
import dev.berth.controlplane.requests.CallbackSecrets;
import dev.berth.controlplane.store.SqlAuditLog;
import dev.berth.controlplane.store.SqlCallbackSecretStore;
import dev.berth.edge.server.EdgeServer;
import dev.berth.gateway.Gateway;
import dev.berth.journal.callbacks.CallbackOutbox;
import dev.berth.kit.Version;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Opens the doors: the API on a socket of its own, and the edge in front of it and of the agents.
final class Doors {

    /// Of one peer, before it has to wait until the window is over.
    private static final int FAILED_ATTEMPTS = 20;

    private static final Duration ATTEMPT_WINDOW = Duration.ofMinutes(1);

    /// Of one token, on the API; calls of agents are not counted.
    private static final int REQUESTS_PER_SECOND = 200;

    private static final int BURST = 1000;

    private final BerthSettings settings;
    private final BerthHome home;
    private final ControlPlane plane;
    private final Parts parts;
    private final Steps steps;
    private final InstantSource clock;

    Doors(BerthSettings settings, BerthHome home, ControlPlane plane, Parts parts, Steps steps) {
        this.settings = settings;
        this.home = home;
        this.plane = plane;
        this.parts = parts;
        this.steps = steps;
        this.clock = InstantSource.system();
    }

    /// Serves the API where only the edge comes.
    private void serveApi(Path socket, PrometheusMeterRegistry meters, DurableCalls durable) throws IOException {
        BerthSettings.Containers containers = settings.containers();
        Accounts accounts = new Accounts(
                plane.tokens(),
                plane.itself(),
                new AttemptLimit(FAILED_ATTEMPTS, ATTEMPT_WINDOW, clock),
                new Audit(new SqlAuditLog(plane.database())));
        ApiSettings api = new ApiSettings(
                containers.defaultImage(),
                settings.listening().publicUrl(),
                new OperatorRules(containers.allowedMounts(), containers.allowHostNetwork()),
                REQUESTS_PER_SECOND,
                BURST);
        ServerState state = new ServerState(
                Version.current(),
                Map.of(
                        "database",
                                () -> plane.database().answers()
                                        ? Optional.empty()
                                        : Optional.of("The database does not answer."),
                        "engine", () -> plane.core().hosts().trouble(HostDirectory.LOCAL),
                        "journal", () -> durable.journal().stalled()),
                meters,
                meters::scrape);
        AgentCore core = plane.core();
        ApiServer server = parts.add(new ApiServer(
                new AgentUseCases(
                        core.find(),
                        plane.deploy(),
                        plane.edit(),
                        plane.direct(),
                        core.activity(),
                        core.leases(),
                        core.health(),
                        core.await(),
                        core.hosts()),
                durable.desk(),
                accounts,
                api,
                state,
                clock));
        server.start(socket);
    }

    /// The server as others find it.
    ///
    /// @param url under which callers on this machine reach it
    /// @param takenOver completes when another server took its calls over
    record Open(String url, CompletableFuture<Void> takenOver) {}

    Open open(Path apiSocket) throws IOException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        OpenedJournal journal = OpenedJournal.open(settings, home, plane.key(), parts, steps, clock);
        DurableCalls durable = parts.add(new DurableCalls(
                journal,
                callbacks(journal.outbox(), plane.key()),
                plane.core().routes(),
                settings.gateway(),
                clock,
                meters));
        serveApi(apiSocket, meters, durable);
        Gateway gateway = new Gateway(
                plane.core().routes(),
                new TokenCallers(plane.tokens()),
                durable.calls(),
                settings.gateway(),
                new GatewayMeters(meters));
        EdgeServer edge = parts.add(new EdgeServer(
                settings.edge(),
                new FrontDoor(gateway, apiSocket),
                Runtime.getRuntime().availableProcessors()));
        plane.core().work().comesFrom(durable.work(gateway));
        durable.start(edge);
        parts.add(() -> durable.finish(edge));
        return new Open(listen(edge), journal.takenOver());
    }

    private String listen(EdgeServer edge) throws IOException {
        BerthSettings.Listening listening = settings.listening();
        InetSocketAddress address = listen(edge, listening.port());
        if (listening.alsoPort().isPresent()) {
            listen(edge, listening.alsoPort().get());
        }
        return "http://%s:%d".formatted(host(address.getAddress()), address.getPort());
    }

    private OwedCallbacks callbacks(CallbackOutbox outbox, SecretKey key) {
        return new OwedCallbacks(
                outbox,
                new CallbackSecrets(new SqlCallbackSecretStore(plane.database(), key.box()), clock),
                settings.callbacks());
    }

    private InetSocketAddress listen(EdgeServer edge, int port) throws IOException {
        InetAddress address = InetAddress.getByName(settings.listening().address());
        try {
            return edge.listen(new InetSocketAddress(address, port));
        } catch (IOException e) {
            if (e.getCause() instanceof BindException) {
                throw new IOException(
                        "port %d of %s is taken by another program; give another one with --port"
                                .formatted(port, address.getHostAddress()),
                        e);
            }
            throw e;
        }
    }

    private static String host(InetAddress address) {
        InetAddress reachable = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        String text = reachable.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }
}
