package dev.berth.gateway.line;

import dev.berth.journal.Entry;
import java.util.concurrent.CompletionStage;

/// Puts on the disk what is owed for an entry, before it ends without an answer.
@FunctionalInterface
public interface Settling {

    /// Completes when that is there; fails when the entry may not end yet. Never blocks.
    CompletionStage<?> settle(Entry entry);
}
