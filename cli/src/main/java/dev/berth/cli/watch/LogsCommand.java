package dev.berth.cli.watch;

import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.LogQuery;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `berth logs`
@Command(
        name = "logs",
        header = "Prints what an agent writes to its output.",
        footer = {
            "Examples:",
            "  berth logs hello",
            "  berth logs -f --tail 10 hello",
            "  berth logs --since 10m -t hello"
        })
public final class LogsCommand implements Callable<Integer> {

    private static final int LAST = 100;

    /// With `--follow`: only what is written from now on.
    private static final String NOTHING = "0";

    private final Shell shell;
    private final Connection connection;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "AGENT", description = "Its slug, its id, or the beginning of its id.")
    private String agent;

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with what is written from now on, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "LINES",
            description = "The newest so many lines, all, or with -f 0 (default: " + LAST
                    + "; all of those that --since asks for).")
    private @Nullable String tail;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Lines since a time (2026-11-21T10:00:00Z) or a duration ago (10m).")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Lines before a time, or a duration ago.")
    private @Nullable String until;

    @Option(
            names = {"-t", "--timestamps"},
            description = "Begins every line with its time.")
    private boolean timestamps;

    public LogsCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        LogQuery query = new LogQuery(lines(), beginning(), time("--until", until), timestamps, follow);
        try (BerthClient client = connection.open();
                InputStream log = References.apply(
                        client.agents(), agent, id -> client.agents().logs(id, query))) {
            shell.pass(log);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "The log broke off (%s).".formatted(e.getMessage()),
                    "Is the server still running? berth version");
        }
        return ExitCode.DONE.number();
    }

    private Optional<String> beginning() {
        return NOTHING.equals(tail) ? time("--tail", "0s") : time("--since", since);
    }

    private Optional<String> time(String option, @Nullable String text) {
        return Optional.ofNullable(text)
                .map(each -> TimeText.read(each, option, shell.clock(), spec).toString());
    }

    private int lines() {
        if (NOTHING.equals(tail) && follow) {
            return LogQuery.MOST_LINES;
        }
        if (tail == null) {
            return since == null ? LAST : LogQuery.MOST_LINES;
        }
        if (tail.equals("all")) {
            return LogQuery.MOST_LINES;
        }
        try {
            int lines = Integer.parseInt(tail);
            if (lines >= 1 && lines <= LogQuery.MOST_LINES) {
                return lines;
            }
        } catch (NumberFormatException _) {
            // Told below, like a number that is too large.
        }
        throw new ParameterException(
                spec.commandLine(),
                "--tail is a number of lines from 1 to %d, or all, and not %s.".formatted(LogQuery.MOST_LINES, tail));
    }
}
