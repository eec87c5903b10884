package dev.berth.hostd.ending;

import dev.berth.engine.EngineEvent.Change;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the engine has told of a container's ends, as far as it was heard. Times are the engine's.
///
/// @param signal the last signal that somebody had sent to it
/// @param exitedAt when it last ended
/// @param stoppedAt when a call to stop it was last carried out
/// @param engineLeft whether the engine went away around its last end
public record Testimony(
        @Nullable Signal signal,
        @Nullable Instant exitedAt,
        @Nullable Instant stoppedAt,
        boolean engineLeft) {

    public static final Testimony NONE = new Testimony(null, null, null, false);

    public record Signal(int number, Instant at) {}

    Testimony and(Change change, Instant at, boolean engineAway) {
        return switch (change) {
            case Change.Signalled signalled ->
                new Testimony(new Signal(signalled.signal(), at), exitedAt, stoppedAt, engineLeft);
            case Change.Exited _ -> new Testimony(signal, at, stoppedAt, engineAway);
            case Change.Stopped _ -> new Testimony(signal, exitedAt, at, engineLeft);
            case Change.Created _,
                    Change.Started _,
                    Change.MemoryUsedUp _,
                    Change.Paused _,
                    Change.Unpaused _,
                    Change.Removed _ -> this;
        };
    }

    /// The same, knowing since when the engine has run: an engine that was killed ends its former containers as it
    /// comes back, before it takes calls, and tells that as if somebody had asked for it.
    ///
    /// @param startedAt empty when the engine does not say
    public Testimony knowing(Optional<Instant> startedAt) {
        return startedAt
                .filter(start -> exitedAt != null && exitedAt.isBefore(start))
                .map(_ -> whileEngineLeft())
                .orElse(this);
    }

    Testimony whileEngineLeft() {
        return exitedAt == null ? this : new Testimony(signal, exitedAt, stoppedAt, true);
    }
}
