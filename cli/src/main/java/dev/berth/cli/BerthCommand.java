package dev.berth.cli;

import dev.berth.cli.shell.Shell;
import dev.berth.kit.Version;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The root of the `berth` command: options that every command takes, and the commands of the client.
///
/// Whoever starts a process adds commands of its own:
/// `System.exit(new BerthCommand(Shell.ofProcess()).run(args, new UpCommand(...)))`. All failures end in one place:
/// a command throws [dev.berth.cli.shell.CommandFailure], and its message, remedy and exit code are what users get.
@Command(
        name = "berth",
        description = "Runs AI agents in containers; a call to an agent is never lost.",
        mixinStandardHelpOptions = true,
        versionProvider = BerthCommand.VersionText.class,
        synopsisSubcommandLabel = "COMMAND")
public final class BerthCommand implements Runnable {

    private final Shell shell;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "FOLDER",
            scope = ScopeType.INHERIT,
            description = "Where Berth keeps its state (default: $$BERTH_HOME, or ~/.berth).")
    private @Nullable Path home;

    public BerthCommand(Shell shell) {
        this.shell = shell;
    }

    /// Runs one command line.
    ///
    /// @param more commands that are added to those of the client
    /// @return the process's exit code
    public int run(String[] arguments, Object... more) {
        return commandLine(more).execute(arguments);
    }

    /// All commands, ready to execute.
    public CommandLine commandLine(Object... more) {
        CommandLine line = new CommandLine(this);
        line.addSubcommand(new VersionCommand(shell));
        for (Object each : more) {
            line.addSubcommand(each);
        }
        line.addSubcommand(new HelpCommand());
        CommandFailures failures = new CommandFailures(shell);
        line.setExecutionExceptionHandler(failures);
        line.setParameterExceptionHandler(failures);
        line.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                shell.colourfulOut() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        return line;
    }

    /// The folder of the installation that commands are about.
    public Path home() {
        if (home != null) {
            return home.toAbsolutePath().normalize();
        }
        return shell.variable("BERTH_HOME")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".berth"))
                .toAbsolutePath()
                .normalize();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    /// What `berth --version` prints.
    static final class VersionText implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"berth " + Version.current()};
        }
    }
}
