package dev.berth.journal;

import org.jspecify.annotations.Nullable;

/// The journal could not do its work. What was on the disk is still there; the new record is not, unless that is
/// [#isInDoubt].
public final class JournalFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean away;
    private final boolean inDoubt;

    public JournalFailure(String message, Throwable cause) {
        this(message, cause, false, false);
    }

    public JournalFailure(String message) {
        this(message, null, false, false);
    }

    private JournalFailure(String message, @Nullable Throwable cause, boolean away, boolean inDoubt) {
        super(message, cause);
        this.away = away;
        this.inDoubt = inDoubt;
    }

    /// Where the journal lies does not answer: what it keeps is unharmed, and asking again later is right.
    public static JournalFailure away(String message, Throwable cause) {
        return new JournalFailure(message, cause, true, false);
    }

    /// Whether the new record is kept cannot be known here any more: somebody else may have it.
    public static JournalFailure inDoubt(String message) {
        return new JournalFailure(message, null, false, true);
    }

    /// Whether it is not known what became of the new record.
    public boolean isInDoubt() {
        return inDoubt;
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
