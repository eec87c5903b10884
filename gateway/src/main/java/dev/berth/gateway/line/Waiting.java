package dev.berth.gateway.line;

import dev.berth.journal.Entry;
import org.jspecify.annotations.Nullable;

/// An entry that waits for its turn.
///
/// @param caller who waits with it; null when nobody ever did
/// @param resting after a delivery that went wrong, until somebody says that it may be tried again: no clock that is
/// put back makes that longer
record Waiting(Entry entry, @Nullable LiveCaller caller, boolean resting) {

    boolean isLive() {
        return caller != null && caller.waits();
    }

    /// The same without its caller, who has left.
    Waiting alone() {
        return new Waiting(entry, null, resting);
    }

    /// The same when it may be tried again.
    Waiting rested() {
        return new Waiting(entry, caller, false);
    }
}
