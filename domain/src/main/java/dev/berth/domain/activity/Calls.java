package dev.berth.domain.activity;

import java.time.Instant;

/// The calls of one agent at one moment.
///
/// @param open calls that it is answering
/// @param streams WebSockets and tunnels that are open
/// @param queued calls that wait to be delivered
/// @param atWork of all these, those that its instance has: what its end would cut off
/// @param lastEnded when the last of these ended; [Instant#EPOCH] when none did
public record Calls(int open, int streams, int queued, int atWork, Instant lastEnded) {

    public static final Calls NONE = new Calls(0, 0, 0, 0, Instant.EPOCH);
}
