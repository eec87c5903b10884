package dev.berth.gateway.line;

import dev.berth.journal.Entry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An entry that waits for its turn.
///
/// @param caller who waits with it; null when nobody ever did
/// @param notBefore after a delivery that went wrong, the wait before the next
record Waiting(Entry entry, @Nullable LiveCaller caller, Instant notBefore) {

    boolean isLive() {
        return caller != null && caller.waits();
    }

    /// The same without its caller, who has left.
    Waiting alone() {
        return new Waiting(entry, null, notBefore);
    }

    boolean isDue(Instant now) {
        return !now.isBefore(notBefore);
    }
}
