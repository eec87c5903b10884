package dev.berth.app;

import dev.berth.app.up.DownCommand;
import dev.berth.app.up.SetupCommand;
import dev.berth.app.up.UpCommand;
import dev.berth.cli.BerthCommand;
import dev.berth.cli.shell.Shell;

/// The `berth` command as a process.
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        Shell shell = Shell.ofProcess();
        BerthCommand berth = new BerthCommand(shell);
        int exitCode = berth.run(
                arguments, new UpCommand(shell, berth), new DownCommand(shell, berth), new SetupCommand(shell, berth));
        shell.out().flush();
        System.exit(exitCode);
    }
}
