package dev.berth.app.up;

import dev.berth.app.config.BerthSettings;
import dev.berth.app.server.Preparation;
import dev.berth.app.server.Steps;
import dev.berth.cli.BerthCommand;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.engine.Engine;
import dev.berth.engine.docker.DockerEngines;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `berth setup`: what `up` prepares, without starting anything.
@Command(
        name = "setup",
        description = "Prepares this machine: finds the engine, makes the agents' network, builds the sample image.",
        mixinStandardHelpOptions = true)
public final class SetupCommand implements Callable<Integer> {

    private final Shell shell;
    private final BerthCommand berth;

    @Mixin
    private ServerOptions options = new ServerOptions();

    public SetupCommand(Shell shell, BerthCommand berth) {
        this.shell = shell;
        this.berth = berth;
    }

    @Override
    public Integer call() throws InterruptedException {
        BerthSettings settings = options.settings(shell.environment(), berth.home());
        Steps steps = new Steps(shell.out());
        try (Engine engine = DockerEngines.connect(settings.engine())) {
            Preparation preparation = new Preparation(engine, settings, steps);
            preparation.engine();
            preparation.network();
            preparation.sampleImage();
        }
        steps.line("This machine is prepared. Start Berth with: berth up");
        return ExitCode.DONE.number();
    }
}
