package dev.berth.cli;

import dev.berth.cli.shell.Shell;
import dev.berth.kit.Version;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Tells the version of this command, and of the server.")
final class VersionCommand implements Runnable {

    private final Shell shell;

    VersionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        shell.out().println("berth " + Version.current());
    }
}
