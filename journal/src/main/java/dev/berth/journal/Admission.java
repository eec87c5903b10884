package dev.berth.journal;

/// What became of an [Offer].
public sealed interface Admission {

    /// It is on the disk: whatever crashes now, it is delivered or ends explained.
    record Taken(Entry entry) implements Admission {}

    /// The same call is known: it is that one.
    record Repeats(Entry entry) implements Admission {}

    /// The key belongs to another call.
    record KeyConflict(EntryId other) implements Admission {}

    /// The agent has as much open as it may have.
    ///
    /// @param limit `max_entries` or `max_bytes`
    /// @param allowed its value
    record Full(String limit, long allowed) implements Admission {}
}
