package dev.berth.journal.log;

import org.jspecify.annotations.Nullable;

/// An entry in memory: open, or ended and not in the index yet.
///
/// @param asked as it will be when all that was asked for is on the disk
/// @param written as it is on the disk; null while nothing of it is
record Live(Tracked asked, @Nullable Tracked written) {

    Live asking(Tracked next) {
        return new Live(next, written);
    }

    Live wrote(Tracked now) {
        return new Live(asked, now);
    }

    /// Whether nothing more happens to it, and nothing is on its way to the disk.
    boolean isSettled() {
        return written != null && !asked.entry().isOpen() && written.entry().equals(asked.entry());
    }
}
