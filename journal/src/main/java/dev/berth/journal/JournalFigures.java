package dev.berth.journal;

import java.util.Optional;

/// How the journal stands, for metrics and health.
///
/// @param open entries that have not ended
/// @param bytesOnDisk of segments and spooled bodies
/// @param batches syncs since the start
/// @param records written since the start
/// @param damaged records that could not be read since the start
/// @param stalled why it takes nothing on; empty when it works
public record JournalFigures(
        long open,
        long bytesOnDisk,
        int segments,
        long batches,
        long records,
        long damaged,
        Optional<String> stalled) {}
