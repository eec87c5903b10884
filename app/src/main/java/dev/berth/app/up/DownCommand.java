package dev.berth.app.up;

import dev.berth.app.config.BerthHome;
import dev.berth.app.config.ServerFile;
import dev.berth.app.server.StartFaults;
import dev.berth.cli.BerthCommand;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `berth down`: ends the server of this installation.
@Command(
        name = "down",
        header = "Ends Berth on this machine. Agents keep running unless --agents is given.",
        footer = {"Examples:", "  berth down", "  berth down --agents"})
public final class DownCommand implements Callable<Integer> {

    private static final Duration LONGEST_END = Duration.ofSeconds(60);

    private final Shell shell;
    private final BerthCommand berth;

    @Option(names = "--agents", description = "Stop every agent first. They are kept, and start again when asked to.")
    private boolean agents;

    @Option(
            names = {"-f", "--force"},
            description = "With --agents: cuts open calls off instead of letting them end first.")
    private boolean force;

    public DownCommand(Shell shell, BerthCommand berth) {
        this.shell = shell;
        this.berth = berth;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = berth.home();
        if (isFree(home)) {
            return tellNothingRuns(home);
        }
        ServerFile running = ServerFile.ofRunning(BerthHome.serverFile(home))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.FAILED,
                        "A server is starting or ending in " + home + ".",
                        "Wait a moment, then try again."));
        if (agents) {
            new StopAgents(shell, force).all(running, home);
        }
        end(running);
        shell.out().println("Berth has ended" + (agents ? "." : "; its agents keep running."));
        return ExitCode.DONE.number();
    }

    /// Whether no server has the folder. What one wrote of itself may be left from a crash, and its process's number
    /// may be another's by now.
    private static boolean isFree(Path home) {
        if (Files.notExists(home)) {
            return true;
        }
        try (BerthHome lock = BerthHome.lock(home).orElse(null)) {
            return lock != null;
        } catch (IOException e) {
            throw StartFaults.home(home, e);
        }
    }

    private int tellNothingRuns(Path home) {
        if (agents) {
            throw new CommandFailure(
                    ExitCode.NO_SERVER,
                    "Berth is not running in " + home + ", so it can stop no agents.",
                    "Start it first:     berth up --detach && berth down --agents");
        }
        shell.out().println("Berth is not running in " + home + ".");
        return ExitCode.DONE.number();
    }

    private static void end(ServerFile server) throws InterruptedException {
        Optional<ProcessHandle> process = ProcessHandle.of(server.pid());
        if (process.isEmpty() || !process.get().destroy()) {
            return;
        }
        try {
            process.get().onExit().get(LONGEST_END.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "The server (process %d) does not end within %d s."
                            .formatted(server.pid(), LONGEST_END.toSeconds()),
                    "kill -KILL " + server.pid() + "    ends it at once; nothing that was accepted is lost");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
