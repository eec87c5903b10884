package dev.berth.gateway.line;

import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;

/// One delivery of an entry, in the hands of whoever carries it out.
///
/// Its holder ends it with exactly one of [Deliverer#complete], [Deliverer#notReached], [Deliverer#interrupted] and
/// [Deliverer#giveUp].
///
/// @param entry as it is being delivered
/// @param attempt counts from 1
public record Lease(Entry entry, InstanceId instance, int attempt) {

    /// @param entry that was just taken on for this instance
    public static Lease first(Entry entry) {
        EntryState.Delivering state = (EntryState.Delivering) entry.state();
        return new Lease(entry, state.instance(), state.attempt());
    }

    public EntryId id() {
        return entry.id();
    }
}
