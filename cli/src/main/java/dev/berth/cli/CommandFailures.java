package dev.berth.cli;

import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The one place where failures become words on standard error and an exit code.
final class CommandFailures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final Shell shell;

    CommandFailures(Shell shell) {
        this.shell = shell;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        tell(String.valueOf(e.getMessage()), List.of());
        if (e instanceof UnmatchedArgumentException unmatched) {
            unmatched.getSuggestions().stream()
                    .limit(3)
                    .forEach(each -> shell.err().println("    Did you mean: " + each + "?"));
        }
        shell.err().println("    Run '" + command.getCommandSpec().qualifiedName() + " --help' to see how it is used.");
        return ended(ExitCode.USAGE);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult arguments) {
        return switch (e) {
            case CommandFailure failure -> {
                tell(failure.getMessage(), failure.remedy());
                yield ended(failure.exitCode());
            }
            case InterruptedException _ -> ended(ExitCode.INTERRUPTED);
            default -> {
                tell("This is a fault in Berth, please report it:", List.of());
                e.printStackTrace(shell.err());
                yield ended(ExitCode.FAILED);
            }
        };
    }

    private void tell(String message, List<String> remedy) {
        shell.out().flush();
        shell.err().println("berth: " + message);
        remedy.forEach(each -> shell.err().println("    " + each));
    }

    private int ended(ExitCode exitCode) {
        shell.err().flush();
        return exitCode.number();
    }
}
