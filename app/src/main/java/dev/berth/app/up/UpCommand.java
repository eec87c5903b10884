package dev.berth.app.up;

import dev.berth.app.config.BerthHome;
import dev.berth.app.config.BerthSettings;
import dev.berth.app.config.ServerFile;
import dev.berth.app.server.Logging;
import dev.berth.app.server.Server;
import dev.berth.app.server.StartFaults;
import dev.berth.app.server.Steps;
import dev.berth.cli.BerthCommand;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.kit.Version;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `berth up`: one process that holds control plane, gateway and the daemon of this host.
@Command(
        name = "up",
        header = "Starts Berth on this machine and deploys a sample agent.",
        description = "It runs in this terminal until Ctrl-C, or with --detach in the background.",
        footer = {
            "Examples:",
            "  berth up                 in this terminal, until Ctrl-C; agents keep running",
            "  berth up --detach        in the background; 'berth down' ends it"
        })
public final class UpCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(UpCommand.class);

    private final Shell shell;
    private final BerthCommand berth;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "Run in the background, and return when agents can be called.")
    private boolean detach;

    @Option(names = "--no-sample", description = "Do not deploy the sample agent.")
    private boolean noSample;

    @Option(names = "--started-file", hidden = true)
    private @Nullable Path startedFile;

    public UpCommand(Shell shell, BerthCommand berth) {
        this.shell = shell;
        this.berth = berth;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        BerthSettings settings = options.settings(shell.environment(), berth.home());
        Optional<BerthHome> home = lock(settings.home());
        if (home.isEmpty()) {
            return runsAlready(settings.home());
        }
        if (detach) {
            home.get().close();
            return new Detached(shell, settings).start();
        }
        try (BerthHome mine = home.get()) {
            return run(settings, mine);
        }
    }

    /// The lock and nothing else tells whether a server runs: what it wrote of itself may be left from a crash.
    private static Optional<BerthHome> lock(Path folder) {
        try {
            return BerthHome.lock(folder);
        } catch (IOException e) {
            throw StartFaults.home(folder, e);
        }
    }

    private int runsAlready(Path folder) throws IOException {
        ServerFile running = ServerFile.ofRunning(BerthHome.serverFile(folder))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.FAILED,
                        "Another server is starting or ending in " + folder + ".",
                        "Wait a moment, or give this one another folder: --home FOLDER"));
        shell.out().println("Berth is running already at " + running.url() + "; nothing was changed.");
        if (!options.names().isEmpty()) {
            shell.say("%s was not applied: end it first (berth down), then start it so."
                    .formatted(String.join(", ", options.names())));
        }
        return ExitCode.DONE.number();
    }

    private int run(BerthSettings settings, BerthHome home) throws IOException, InterruptedException {
        Logging.configure(settings.logs());
        LOG.atInfo()
                .addKeyValue("version", Version.current())
                .addKeyValue("home", settings.home())
                .log("Berth starts");
        Steps steps = new Steps(shell.out());
        steps.line("Berth " + Version.current());
        Ending ending = Ending.ofThisProcess();
        try {
            serve(settings, home, steps);
        } finally {
            ending.over();
        }
        return ExitCode.DONE.number();
    }

    private void serve(BerthSettings settings, BerthHome home, Steps steps) throws IOException, InterruptedException {
        Server server = start(settings, home, steps);
        try {
            String address = settings.listening().publicUrl().map(URI::toString).orElse(server.url());
            new FirstSteps(server, address, steps).take(!noSample);
            if (startedFile != null) {
                Files.writeString(startedFile, server.url());
            }
            LOG.atInfo().addKeyValue("url", server.url()).log("Berth takes calls");
            server.awaitSuccessor();
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "Another Berth server has taken over this one's PostgreSQL database.",
                    "One database serves one server: start this one again once the other has ended.");
        } finally {
            Thread.interrupted(); // What closes shall not be hurried.
            LOG.atInfo().log("Berth ends");
            server.close();
        }
    }

    private static Server start(BerthSettings settings, BerthHome home, Steps steps)
            throws IOException, InterruptedException {
        try {
            return Server.start(settings, home, steps);
        } catch (IOException | RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("asked to end while starting");
            }
            Optional<CommandFailure> told = StartFaults.told(e, settings);
            if (told.isPresent()) {
                LOG.atDebug().setCause(e).log("start failed");
                throw told.get();
            }
            throw e;
        }
    }

    /// Does something when this process is asked to end; a shutdown hook that may be removed again.
    static Thread whenAskedToEnd(Runnable work) {
        Thread hook = Thread.ofPlatform().name("shutdown").unstarted(work);
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }
}
