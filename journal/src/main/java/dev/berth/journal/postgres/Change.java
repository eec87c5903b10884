package dev.berth.journal.postgres;

import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Admission;
import dev.berth.journal.Bytes;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.sealing.KeyMark;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Something that is to become of an entry, on its way to the database. Each tells its caller what became of it.
sealed interface Change {

    EntryId id();

    /// How much it holds in memory while it waits, in bytes.
    default int weight() {
        return 100;
    }

    CompletableFuture<?> told();

    /// @param value head and small body, sealed
    /// @param body name of a large body
    record Accept(
            Entry entry,
            @Nullable KeyMark key,
            Bytes value,
            @Nullable String body,
            long bodyLength,
            CompletableFuture<Admission> told)
            implements Change {

        @Override
        public EntryId id() {
            return entry.id();
        }

        @Override
        public int weight() {
            return value.length();
        }
    }

    record Lease(EntryId id, InstanceId instance, Instant at, CompletableFuture<Optional<Integer>> told)
            implements Change {}

    record Release(EntryId id, boolean reached, CompletableFuture<Boolean> told) implements Change {}

    /// @param value head and small body, sealed
    /// @param body name of a large body
    record Completion(
            EntryId id,
            int status,
            Bytes value,
            @Nullable String body,
            long bodyLength,
            boolean kept,
            Instant at,
            CompletableFuture<Boolean> told)
            implements Change {

        @Override
        public int weight() {
            return value.length();
        }
    }

    record Abandonment(EntryId id, EntryState.Reason reason, String detail, Instant at, CompletableFuture<Boolean> told)
            implements Change {}

    record Removal(EntryId id, Instant at, CompletableFuture<Boolean> told) implements Change {}
}
