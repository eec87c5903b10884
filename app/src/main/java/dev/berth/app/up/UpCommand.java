package dev.berth.app.up;

import dev.berth.app.config.BerthHome;
import dev.berth.app.config.BerthSettings;
import dev.berth.app.config.ServerFile;
import dev.berth.app.server.Logging;
import dev.berth.app.server.Server;
import dev.berth.app.server.Steps;
import dev.berth.cli.BerthCommand;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.kit.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `berth up`: one process that holds control plane, gateway and the daemon of this host.
@Command(
        name = "up",
        description = "Starts Berth on this machine and deploys a sample agent.",
        footer = {
            "",
            "Examples:",
            "  berth up                 in this terminal, until Ctrl-C; agents keep running",
            "  berth up --detach        in the background; 'berth down' ends it"
        },
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {

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
        Optional<ServerFile> running = ServerFile.ofRunning(BerthHome.serverFile(settings.home()));
        if (running.isPresent()) {
            shell.out().println("Berth is running already at " + running.get().url() + "; nothing was changed.");
            return ExitCode.DONE.number();
        }
        if (detach) {
            return new Detached(shell, settings).start();
        }
        try (BerthHome home = lock(settings)) {
            return run(settings, home);
        }
    }

    private static BerthHome lock(BerthSettings settings) throws IOException {
        return BerthHome.lock(settings.home())
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.FAILED,
                        "Another server is starting or ending in " + settings.home() + ".",
                        "Wait a moment, or give this one another folder: --home FOLDER"));
    }

    private int run(BerthSettings settings, BerthHome home) throws IOException, InterruptedException {
        Logging.configure(settings.logs());
        Steps steps = new Steps(shell.out());
        steps.line("Berth " + Version.current());
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                    ended.countDown();
                    awaitQuietly(closed);
                }));
        try (Server server = Server.start(settings, home, steps)) {
            new FirstSteps(server, steps).take(!noSample);
            if (startedFile != null) {
                Files.writeString(startedFile, server.url());
            }
            ended.await();
        } finally {
            closed.countDown();
        }
        return ExitCode.DONE.number();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
