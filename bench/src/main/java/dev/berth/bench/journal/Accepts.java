package dev.berth.bench.journal;

import java.util.concurrent.CompletionStage;

/// Something that puts a call on the disk. The stage completes when it is there.
@FunctionalInterface
interface Accepts {

    CompletionStage<?> accept(byte[] body);
}
