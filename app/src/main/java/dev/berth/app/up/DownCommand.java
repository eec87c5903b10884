package dev.berth.app.up;

import dev.berth.app.config.BerthHome;
import dev.berth.app.config.ServerFile;
import dev.berth.cli.BerthCommand;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import java.io.IOException;
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
        description = "Ends Berth on this machine. Agents keep running unless --agents is given.",
        mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {

    private static final Duration LONGEST_END = Duration.ofSeconds(60);

    private final Shell shell;
    private final BerthCommand berth;

    @Option(names = "--agents", description = "Stop every agent first. They are kept, and start again when asked to.")
    private boolean agents;

    public DownCommand(Shell shell, BerthCommand berth) {
        this.shell = shell;
        this.berth = berth;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = berth.home();
        Optional<ServerFile> running = ServerFile.ofRunning(BerthHome.serverFile(home));
        if (running.isEmpty()) {
            shell.out().println("Berth is not running in " + home + ".");
            return ExitCode.DONE.number();
        }
        if (agents) {
            new StopAgents(shell).all(running.get(), home);
        }
        end(running.get());
        shell.out().println("Berth has ended" + (agents ? "." : "; its agents keep running."));
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
