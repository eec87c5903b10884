package dev.berth.cli.shell;

/// How a command ends. `docs/exit-codes.md` tells users what to do about each.
public enum ExitCode {
    /// It is done, or it was so already.
    DONE(0),
    /// It was tried and did not work.
    FAILED(1),
    /// The command line was not understood; nothing was done.
    USAGE(2),
    /// The machine lacks something that its owner must provide; nothing was done.
    MISSING(3),
    /// No Berth answers.
    NO_SERVER(4),
    /// Berth refused; nothing was changed.
    REFUSED(5),
    /// The call is kept and will be delivered; there is no answer yet.
    PENDING(6),
    /// Ctrl-C.
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
