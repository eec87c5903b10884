package dev.berth.engine.container;

import java.time.Instant;
import java.util.Locale;

/// What a container does, as its engine sees it.
public sealed interface ContainerState {

    Phase phase();

    /// Made, never running until now.
    ///
    /// @param error why its last start failed; empty when none did
    record Created(String error) implements ContainerState {
        @Override
        public Phase phase() {
            return Phase.CREATED;
        }
    }

    record Running(Instant startedAt) implements ContainerState {
        @Override
        public Phase phase() {
            return Phase.RUNNING;
        }
    }

    record Paused(Instant startedAt) implements ContainerState {
        @Override
        public Phase phase() {
            return Phase.PAUSED;
        }
    }

    /// Ran and ended.
    ///
    /// @param exitCode 128 + n when signal n ended it; 137 after a kill
    /// @param oomKilled whether its memory was used up
    /// @param error what the engine says of a start that failed after the last run; mostly empty
    record Exited(int exitCode, boolean oomKilled, String error, Instant startedAt, Instant finishedAt)
            implements ContainerState {
        @Override
        public Phase phase() {
            return Phase.EXITED;
        }
    }

    /// Being removed, or left over from a removal that failed: good for nothing but to be removed.
    record Dead(String error) implements ContainerState {
        @Override
        public Phase phase() {
            return Phase.DEAD;
        }
    }

    /// The state without its details, as lists tell it.
    enum Phase {
        CREATED,
        RUNNING,
        PAUSED,
        EXITED,
        DEAD;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
