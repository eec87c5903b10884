package dev.berth.journal;

import org.jspecify.annotations.Nullable;

/// The journal could not do its work. What was on the disk is still there; the new record is not.
public final class JournalFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean away;

    public JournalFailure(String message, Throwable cause) {
        this(message, cause, false);
    }

    public JournalFailure(String message) {
        this(message, null, false);
    }

    private JournalFailure(String message, @Nullable Throwable cause, boolean away) {
        super(message, cause);
        this.away = away;
    }

    /// Where the journal lies does not answer: what it keeps is unharmed, and asking again later is right.
    public static JournalFailure away(String message, Throwable cause) {
        return new JournalFailure(message, cause, true);
    }

    /// Whether something went wrong because the journal was [#away], and for no other reason.
    public static boolean isAway(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JournalFailure known && known.away) {
                return true;
            }
        }
        return false;
    }
}
