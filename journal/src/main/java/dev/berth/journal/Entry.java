package dev.berth.journal;

import dev.berth.domain.agent.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of a call without reading it.
///
/// @param bytes of its head and body
/// @param deadline when it is given up unless it was answered
/// @param retention how long it is kept after it ended
/// @param replayOf the entry that this one repeats
public record Entry(
        EntryId id,
        AgentId agent,
        Instant acceptedAt,
        Instant deadline,
        Duration retention,
        long bytes,
        EntryState state,
        @Nullable EntryId replayOf) {

    public Entry in(EntryState next) {
        return new Entry(id, agent, acceptedAt, deadline, retention, bytes, next, replayOf);
    }

    public boolean isOpen() {
        return !(state instanceof EntryState.Ended);
    }

    /// When it is forgotten; empty while it is open.
    public Optional<Instant> expiresAt() {
        return state instanceof EntryState.Ended ended ? Optional.of(ended.at().plus(retention)) : Optional.empty();
    }
}
