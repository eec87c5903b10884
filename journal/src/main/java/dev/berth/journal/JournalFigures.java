package dev.berth.journal;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// How the journal stands, for metrics and health.
///
/// @param open entries that have not ended
/// @param oldestOpen when the oldest of them was taken on; empty when there is none
/// @param sinceStart what happened since the start
/// @param bytesOnDisk of segments and spooled bodies
/// @param batches syncs since the start
/// @param records written since the start
/// @param damaged records that could not be read since the start
/// @param stalled why it takes nothing on; empty when it works
public record JournalFigures(
        long open,
        Optional<Instant> oldestOpen,
        Counts sinceStart,
        long bytesOnDisk,
        int segments,
        long batches,
        long records,
        long damaged,
        Optional<String> stalled) {

    /// @param accepted entries taken on
    /// @param completed entries that were answered
    /// @param abandoned entries given up, by why; what never happened is not in it
    public record Counts(long accepted, long completed, Map<EntryState.Reason, Long> abandoned) {

        public Counts {
            abandoned = Map.copyOf(abandoned);
        }
    }
}
