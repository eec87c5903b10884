package dev.berth.app.server;

import dev.berth.app.config.BerthHome;
import dev.berth.app.config.BerthSettings;
import dev.berth.app.config.ServerFile;
import dev.berth.controlplane.accounts.Tokens;
import dev.berth.domain.agent.Secret;
import dev.berth.engine.Engine;
import dev.berth.engine.container.LogBounds;
import dev.berth.engine.docker.DockerEngines;
import dev.berth.hostd.Hostd;
import dev.berth.hostd.HostdSettings;
import dev.berth.hostd.container.Surroundings;
import dev.berth.hostd.container.Surroundings.ReachBy;
import dev.berth.kit.DurableFile;
import dev.berth.kit.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Every role of Berth in one process, in the order in which they start.
///
/// Before them all, the database is taken and the ports are looked at.
///
/// 1. the control plane over its database, 2. the engine and this host's daemon, linked in the process itself,
/// 3. the API on a socket that only the edge reaches, 4. the gateway behind the edge, which takes calls.
public final class Server implements AutoCloseable {

    private static final String LOCAL_HOST = "local";

    private final Parts parts;
    private final BerthHome home;
    private final String url;
    private final SampleAgent sample;
    private final Optional<Secret> firstAdminToken;
    private final CompletableFuture<Void> taken;

    private Server(
            Parts parts,
            BerthHome home,
            String url,
            SampleAgent sample,
            Optional<Secret> firstAdminToken,
            CompletableFuture<Void> taken) {
        this.parts = parts;
        this.home = home;
        this.url = url;
        this.sample = sample;
        this.firstAdminToken = firstAdminToken;
        this.taken = taken;
    }

    /// Starts everything and returns when calls are taken. What was begun is ended again when it fails.
    public static Server start(BerthSettings settings, BerthHome home, Steps steps) throws IOException {
        HostNames.forget();
        Parts parts = new Parts();
        try {
            return start(settings, home, steps, parts);
        } catch (IOException | RuntimeException e) {
            boolean interrupted = Thread.interrupted();
            parts.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            throw e;
        }
    }

    private static Server start(BerthSettings settings, BerthHome home, Steps steps, Parts parts) throws IOException {
        InstantSource clock = InstantSource.system();
        Engine engine = parts.add(DockerEngines.connect(settings.engine()));
        Preparation preparation = new Preparation(engine, settings, steps);
        preparation.engine();
        preparation.network();
        CompletableFuture<Void> taken = sole(settings, parts, steps);
        lookAtPorts(settings);
        ControlPlane plane = ControlPlane.open(settings, home, parts, clock);
        steps.tell("state", settings.home() + (settings.databaseUrl().isPresent() ? " and PostgreSQL" : ""));
        Optional<Secret> admin = firstAdmin(plane.tokens(), home);
        parts.add(Hostd.start(
                hostd(settings, home, plane, engine), engine, plane.core().link()));
        plane.core().loop().start();
        Doors.Open open = open(new Doors(settings, home, plane, parts, steps), home, settings);
        String url = open.url();
        new ServerFile(url, ProcessHandle.current().pid(), Version.current().number()).write(home.serverFile());
        parts.add(() -> Files.deleteIfExists(home.serverFile()));
        SampleAgent sample =
                new SampleAgent(plane, preparation, settings.containers().defaultImage(), steps);
        return new Server(
                parts,
                home,
                url,
                sample,
                admin,
                CompletableFuture.anyOf(taken, open.takenOver()).thenAccept(_ -> {}));
    }

    /// An SQLite file lies in the home folder, which is locked already.
    private static CompletableFuture<Void> sole(BerthSettings settings, Parts parts, Steps steps) throws IOException {
        Optional<String> url = settings.databaseUrl();
        if (url.isEmpty()) {
            return new CompletableFuture<>();
        }
        try {
            return parts.add(SoleServer.on(url.get(), steps)).taken();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("asked to end while waiting for the database", e);
        }
    }

    private static void lookAtPorts(BerthSettings settings) {
        try {
            Doorstep.look(settings.listening());
        } catch (IOException e) {
            throw StartFaults.listening(e, settings);
        }
    }

    private static Doors.Open open(Doors doors, BerthHome home, BerthSettings settings) throws IOException {
        Path socket = home.apiSocket();
        try {
            return doors.open(socket);
        } catch (IOException e) {
            if (StartFaults.isAboutListening(e)) {
                throw StartFaults.listening(e, settings);
            }
            throw e;
        }
    }

    /// Who may write to the home folder has the database anyway; an empty file there asks for a new token.
    private static Optional<Secret> firstAdmin(Tokens tokens, BerthHome home) {
        DurableFile file = new DurableFile(home.adminToken());
        boolean askedFor = file.read().filter(bytes -> bytes.length == 0).isPresent();
        return tokens.bootstrap(
                askedFor, value -> file.write((value.reveal() + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private static HostdSettings hostd(BerthSettings settings, BerthHome home, ControlPlane plane, Engine engine)
            throws IOException {
        Surroundings surroundings = new Surroundings(
                plane.installation(), settings.containers().network(), reach(settings, engine), LogBounds.DEFAULT);
        return new HostdSettings(
                LOCAL_HOST,
                home.hostd(),
                settings.secretKeyFile(),
                surroundings,
                HostdSettings.DEFAULT_PARALLEL_STARTS);
    }

    private static ReachBy reach(BerthSettings settings, Engine engine) throws IOException {
        return switch (settings.containers().reach()) {
            case ADDRESS -> ReachBy.ADDRESS;
            case NAME -> ReachBy.NAME;
            case AUTO -> OwnContainer.of(engine).isPresent() ? ReachBy.NAME : ReachBy.ADDRESS;
        };
    }

    public String url() {
        return url;
    }

    public SampleAgent sample() {
        return sample;
    }

    /// Empty unless this start made it.
    public Optional<Secret> firstAdminToken() {
        return firstAdminToken;
    }

    public Path adminTokenFile() {
        return home.adminToken();
    }

    /// Returns when this server must end because another one has taken its database or its calls over; otherwise never.
    public void awaitSuccessor() throws InterruptedException {
        try {
            taken.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("it never fails", e);
        }
    }

    @Override
    public void close() {
        parts.close();
    }
}
