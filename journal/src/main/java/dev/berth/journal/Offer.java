package dev.berth.journal;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A call that the journal is asked to take on.
///
/// @param head the request's head as its bytes came, request line first
/// @param deliveredTo the instance that gets it as soon as it is on the disk; saves a second wait for the disk
/// @param replayOf the entry that this one repeats
public record Offer(
        AgentId agent,
        Bytes head,
        Body body,
        Terms terms,
        @Nullable Key key,
        @Nullable InstanceId deliveredTo,
        @Nullable EntryId replayOf) {

    /// How long a call is tried and kept, and how much its agent may have open.
    ///
    /// @param retention how long it is kept after it ended
    /// @param maxEntries open entries of the agent
    /// @param maxBytes of open entries of the agent
    public record Terms(Instant deadline, Duration retention, int maxEntries, long maxBytes) {}

    /// What makes a repeated call one with the first.
    ///
    /// @param scope whose key it is: keys of two callers never meet
    /// @param value as the caller sent it
    /// @param fingerprint of method, target and body, 32 bytes: the same key with another one is a mistake
    public record Key(String scope, String value, Bytes fingerprint) {}

    public long bytes() {
        return head.length() + body.length();
    }
}
