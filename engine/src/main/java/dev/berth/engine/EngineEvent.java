package dev.berth.engine;

import dev.berth.engine.container.ContainerId;
import java.time.Instant;
import java.util.Map;

/// Something that an engine tells of by itself. A hint to look, never the only source of a fact.
public sealed interface EngineEvent {

    /// Something happened to a container.
    record ContainerChanged(ContainerId container, Map<String, String> labels, Change change, Instant at)
            implements EngineEvent {
        public ContainerChanged {
            labels = Map.copyOf(labels);
        }
    }

    /// Events may have been missed before this moment: whoever keeps a picture looks at everything.
    record Gap(Instant at) implements EngineEvent {}

    /// What happened. A container that is stopped through the engine's API is `Signalled`, `Exited` and
    /// `Stopped`, in this order up to the last two; one that ends by itself is only `Exited`.
    sealed interface Change {

        record Created() implements Change {}

        record Started() implements Change {}

        /// Someone had a signal sent through the engine. By itself it ends nothing.
        ///
        /// @param signal its number, as the engine tells it
        record Signalled(int signal) implements Change {}

        /// A process was killed because the container's memory was used up.
        record MemoryUsedUp() implements Change {}

        record Exited(int exitCode) implements Change {}

        /// Someone had it stopped through the engine, and it has ended.
        record Stopped() implements Change {}

        record Paused() implements Change {}

        record Unpaused() implements Change {}

        record Removed() implements Change {}
    }
}
