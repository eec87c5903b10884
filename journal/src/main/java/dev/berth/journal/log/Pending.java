package dev.berth.journal.log;

import dev.berth.journal.Bytes;
import dev.berth.journal.EntryId;
import java.util.concurrent.CompletableFuture;

/// A record on its way to the disk.
///
/// @param after the entry, once this is on the disk
/// @param dispensable whether it may fail while the disk takes nothing; others wait until it does again
/// @param written completes when it is on the disk, and everybody in the journal knows
record Pending(
        RecordType type, Tracked after, Bytes payload, boolean dispensable, CompletableFuture<Location> written) {

    static Pending of(LogRecord record, Tracked after, boolean dispensable) {
        return new Pending(
                record.type(), after, Bytes.of(RecordCodec.encode(record)), dispensable, new CompletableFuture<>());
    }

    EntryId entry() {
        return after.entry().id();
    }
}
