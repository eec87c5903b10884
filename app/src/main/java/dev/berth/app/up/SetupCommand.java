package dev.berth.app.up;

import dev.berth.app.config.BerthSettings;
import dev.berth.app.server.Logging;
import dev.berth.app.server.Preparation;
import dev.berth.app.server.StartFaults;
import dev.berth.app.server.Steps;
import dev.berth.cli.BerthCommand;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.docker.DockerEngines;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `berth setup`: what `up` prepares, without starting anything.
@Command(
        name = "setup",
        header = "Prepares this machine: finds the engine, makes the agents' network, builds the sample image.",
        description = "'berth up' does this itself; this is for doing it beforehand.")
public final class SetupCommand implements Callable<Integer> {

    private final Shell shell;
    private final BerthCommand berth;

    @Option(names = "--no-install", description = "Never install anything; say what is missing instead.")
    @SuppressWarnings("UnusedVariable") // The launcher acts on it before this process begins.
    private boolean noInstall;

    public SetupCommand(Shell shell, BerthCommand berth) {
        this.shell = shell;
        this.berth = berth;
    }

    @Override
    public Integer call() throws InterruptedException {
        BerthSettings settings = new ServerOptions().settings(shell.environment(), berth.home());
        Logging.configure(settings.logs());
        Steps steps = new Steps(shell.out());
        try (Engine engine = DockerEngines.connect(settings.engine())) {
            Preparation preparation = new Preparation(engine, settings, steps);
            preparation.engine();
            preparation.network();
            preparation.sampleImage();
        } catch (EngineFailure e) {
            throw StartFaults.told(e, settings).orElseThrow();
        }
        steps.line("This machine is prepared. Start Berth with: berth up");
        return ExitCode.DONE.number();
    }
}
