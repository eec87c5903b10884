package dev.berth.controlplane.api;

import dev.berth.controlplane.accounts.Accounts;
import dev.berth.controlplane.accounts.RateLimit;
import dev.berth.controlplane.requests.RequestDesk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The REST API, on a unix-domain socket that only this user may open.
///
/// Who forwards to it is trusted: `X-Berth-Peer` names the caller's address, `X-Berth-Request-Id` the request.
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    /// Longer paths do not fit into the kernel's address of a socket.
    private static final int LONGEST_PATH = 107;

    private static final int LONGEST_HEAD = 64 << 10;
    private static final int EVENT_LOOPS = 2;
    private static final long PATIENCE_SECONDS = 10;

    private final List<Route> routes;
    private final Dispatcher dispatcher;
    private @Nullable Running running;

    /// What there is while it runs.
    private record Running(Vertx vertx, HttpServer server, HttpFront front, Path socket) {}

    public ApiServer(
            AgentUseCases agents,
            RequestDesk requests,
            Accounts accounts,
            ApiSettings settings,
            ServerState state,
            InstantSource clock) {
        Contract contract = Contract.load();
        Settling settling = new Settling(agents.find(), agents.await());
        this.routes = Stream.of(
                        new AgentOperations(agents, settling, settings).routes(),
                        new Lifecycle(agents, settling).routes(),
                        new Observation(agents, settling, clock).routes(),
                        new RequestOperations(requests, agents.find()).routes(),
                        new KeepAlive(agents, clock).routes(),
                        new Health(agents).routes(),
                        new TokenOperations(accounts, agents.find()).routes(),
                        new ServerOperations(state, contract).routes())
                .flatMap(List::stream)
                .toList();
        RateLimit rate = new RateLimit(settings.requestsPerSecond(), settings.burst(), System::nanoTime);
        Gatekeeper gatekeeper = new Gatekeeper(accounts.tokens(), accounts.itself(), accounts.attempts(), rate);
        this.dispatcher = new Dispatcher(contract, gatekeeper, accounts.audit(), state.meters(), clock);
        AgentGauges.register(state.meters(), agents.find());
    }

    /// Every operation that is served, for the test that holds it against the contract.
    List<Route> routes() {
        return routes;
    }

    /// Listens; a socket that an earlier process left is replaced.
    ///
    /// @throws IOException when the socket cannot be made
    public void start(Path socket) throws IOException {
        if (running != null) {
            throw new IllegalStateException("the API server runs already");
        }
        prepare(socket);
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        HttpFront front = new HttpFront(vertx, routes, dispatcher);
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setMaxHeaderSize(LONGEST_HEAD)
                        .setMaxInitialLineLength(LONGEST_HEAD)
                        .setHandle100ContinueAutomatically(true))
                .requestHandler(front.router());
        try {
            await(server.listen(SocketAddress.domainSocketAddress(socket.toString())));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            vertx.close();
            throw new IOException("the API cannot listen on " + socket + ": " + e.getMessage(), e);
        }
        running = new Running(vertx, server, front, socket);
        LOG.atInfo().addKeyValue("socket", socket).log("API listens");
    }

    private static void prepare(Path socket) throws IOException {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH) {
            throw new IOException("the path of a socket is at most %d bytes long, and this is %d: %s"
                    .formatted(LONGEST_PATH, length, socket));
        }
        Path folder = socket.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Files.deleteIfExists(socket);
    }

    /// Ends streams, lets other requests finish, and closes.
    @Override
    public void close() {
        Running was = running;
        if (was == null) {
            return;
        }
        running = null;
        was.front().close();
        try {
            await(was.server().shutdown(PATIENCE_SECONDS / 2, TimeUnit.SECONDS));
            await(was.vertx().close());
            Files.deleteIfExists(was.socket());
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("API not closed cleanly");
        }
    }

    private static <T> void await(Future<T> future) throws IOException {
        try {
            future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("it did not happen within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
