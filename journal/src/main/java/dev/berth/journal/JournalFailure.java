package dev.berth.journal;

/// The journal could not do its work. What was on the disk is still there; the new record is not.
public final class JournalFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public JournalFailure(String message, Throwable cause) {
        super(message, cause);
    }

    public JournalFailure(String message) {
        super(message);
    }
}
