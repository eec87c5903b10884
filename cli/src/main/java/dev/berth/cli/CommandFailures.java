package dev.berth.cli;

import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Failure;
import dev.berth.cli.shell.Shell;
import dev.berth.kit.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The one place where failures become words on standard error and an exit code.
final class CommandFailures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    /// As picocli says it.
    private static final Pattern CHOICE =
            Pattern.compile("expected one of \\[(?<words>[^]]*)] \\(case-insensitive\\) but was '(?<given>.*)'");

    private final Shell shell;

    CommandFailures(Shell shell) {
        this.shell = shell;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        List<String> remedy = new ArrayList<>();
        String message = CHOICE.matcher(String.valueOf(e.getMessage()))
                .replaceFirst(found -> "it is one of %s, not %s"
                        .formatted(found.group("words").toLowerCase(Locale.ROOT), found.group("given")));
        if (e instanceof UnmatchedArgumentException unmatched) {
            String wrong = unmatched.getUnmatched().getFirst();
            message = unmatched(command, unmatched, wrong);
            Spelling.nearest(wrong, known(command, unmatched))
                    .ifPresent(each -> remedy.add("Did you mean " + each + "?"));
        }
        remedy.add("Run '" + command.qualifiedName() + " --help' to see how it is used.");
        return shell.tell(new Failure(ExitCode.USAGE, message, remedy));
    }

    private static String unmatched(CommandSpec command, UnmatchedArgumentException e, String wrong) {
        if (e.isUnknownOption()) {
            return "'%s' has no option %s.".formatted(command.qualifiedName(), wrong);
        }
        return command.subcommands().isEmpty()
                ? "'%s' does not know what to do with '%s'.".formatted(command.qualifiedName(), wrong)
                : "'%s' has no command '%s'.".formatted(command.qualifiedName(), wrong);
    }

    /// What could have been meant: an option that begins with `--`, or a command.
    private static Collection<String> known(CommandSpec command, UnmatchedArgumentException e) {
        return e.isUnknownOption()
                ? command.optionsMap().keySet().stream()
                        .filter(each -> each.startsWith("--"))
                        .toList()
                : command.subcommands().keySet();
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult arguments) {
        if (e instanceof InterruptedException) {
            return ExitCode.INTERRUPTED.number();
        }
        return Failure.of(e).map(shell::tell).orElseGet(() -> fault(e));
    }

    private int fault(Exception e) {
        int exitCode =
                shell.tell(new Failure(ExitCode.FAILED, "This is a fault in Berth, please report it:", List.of()));
        e.printStackTrace(shell.err());
        return exitCode;
    }
}
