package dev.berth.bench.journal;

import java.util.concurrent.CompletionStage;

/// Something that puts a call on the disk.
interface Accepts {

    /// Completes when it is there.
    CompletionStage<?> accept(byte[] body);

    /// Returns when what was accepted so far weighs on nothing that follows.
    default void settle() {}
}
