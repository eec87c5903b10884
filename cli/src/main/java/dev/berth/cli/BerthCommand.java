package dev.berth.cli;

import dev.berth.cli.agents.ActCommand;
import dev.berth.cli.agents.HibernateCommand;
import dev.berth.cli.agents.InspectCommand;
import dev.berth.cli.agents.ListCommand;
import dev.berth.cli.agents.RemoveCommand;
import dev.berth.cli.connect.Connection;
import dev.berth.cli.deploy.DeployCommand;
import dev.berth.cli.deploy.UpdateCommand;
import dev.berth.cli.invoke.InvokeCommand;
import dev.berth.cli.output.OutputFormat;
import dev.berth.cli.requests.CallbackSecretCommand;
import dev.berth.cli.requests.RequestsCommand;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Failure;
import dev.berth.cli.shell.Shell;
import dev.berth.cli.tokens.TokenCommand;
import dev.berth.cli.watch.EventsCommand;
import dev.berth.cli.watch.HealthCommand;
import dev.berth.cli.watch.LogsCommand;
import dev.berth.cli.watch.StatsCommand;
import dev.berth.kit.Version;
import dev.berth.protocol.client.AgentAction;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
        header = "Runs AI agents in containers; a call to an agent is never lost.",
        footer = {
            "Try:",
            "  berth up                          starts Berth, with a sample agent",
            "  berth deploy --name x --image y   deploys an agent",
            "  berth invoke x /path              calls it",
            "  berth COMMAND --help              tells more about a command, with examples"
        },
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

    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "Which server to ask (default: $$BERTH_URL, or the one that runs from FOLDER).")
    private @Nullable String url;

    public BerthCommand(Shell shell) {
        this.shell = shell;
    }

    /// Runs one command line.
    ///
    /// @param more commands that are added to those of the client
    /// @return the process's exit code
    public int run(String[] arguments, Object... more) {
        CommandLine line = commandLine(more);
        int exitCode = line.execute(arguments);
        line.getOut().flush();
        shell.out().flush();
        return exitCode != ExitCode.DONE.number()
                ? exitCode
                : shell.loss().get().map(this::tellLoss).orElse(exitCode);
    }

    private int tellLoss(String why) {
        return shell.tell(new Failure(
                ExitCode.FAILED,
                "The output could not be written: " + why + ".",
                List.of("The command itself was carried out.")));
    }

    /// All commands, ready to execute.
    public CommandLine commandLine(Object... more) {
        CommandLine line = new CommandLine(this);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Tells the version of this command.")
                        .build());
        clientCommands(line);
        for (Object each : more) {
            line.addSubcommand(each);
        }
        line.addSubcommand(new HelpCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // An @FILE is for the option that takes it, and not for a file of more arguments.
        line.setExpandAtFiles(false);
        line.registerConverter(Duration.class, Converters::duration);
        line.registerConverter(OutputFormat.class, Converters::format);
        line.registerConverter(Integer.class, Converters::number);
        line.registerConverter(int.class, Converters::number);
        CommandFailures failures = new CommandFailures(shell);
        line.setExecutionExceptionHandler(failures);
        line.setParameterExceptionHandler(failures);
        HelpLayout.install(line, shell.outIsTerminal());
        line.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                shell.colourfulOut() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        return line;
    }

    private void clientCommands(CommandLine line) {
        Connection connection = connection();
        line.addSubcommand(new DeployCommand(shell, connection));
        line.addSubcommand(new UpdateCommand(shell, connection));
        line.addSubcommand(new ListCommand(shell, connection));
        line.addSubcommand(new InspectCommand(shell, connection));
        for (AgentAction action : AgentAction.values()) {
            line.addSubcommand(ActCommand.of(action, shell, connection));
        }
        line.addSubcommand(new HibernateCommand(shell, connection));
        line.addSubcommand(new RemoveCommand(shell, connection));
        line.addSubcommand(new InvokeCommand(shell, connection));
        line.addSubcommand(new RequestsCommand(shell, connection));
        line.addSubcommand(new CallbackSecretCommand(shell, connection));
        line.addSubcommand(new LogsCommand(shell, connection));
        line.addSubcommand(new StatsCommand(shell, connection));
        line.addSubcommand(new EventsCommand(shell, connection));
        line.addSubcommand(new HealthCommand(shell, connection));
        line.addSubcommand("token", TokenCommand.of(shell, connection));
        line.addSubcommand(new VersionCommand(shell, connection));
        line.addSubcommand(new CompletionCommand(shell));
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

    /// The server that commands are about.
    public Connection connection() {
        return new Connection(shell, this::home, () -> Optional.ofNullable(url));
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
