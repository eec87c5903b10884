package dev.berth.cli.shell;

import java.util.List;

/// Ends a command with a message, what its user can do about it, and an exit code.
///
/// Throw it from anywhere below a command; it is printed in one place.
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final List<String> remedy;

    /// @param message what happened, one or more sentences
    /// @param remedy lines printed below it: commands to paste, or what to change
    public CommandFailure(ExitCode exitCode, String message, List<String> remedy) {
        super(message);
        this.exitCode = exitCode;
        this.remedy = List.copyOf(remedy);
    }

    public CommandFailure(ExitCode exitCode, String message, String... remedy) {
        this(exitCode, message, List.of(remedy));
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public List<String> remedy() {
        return remedy;
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
