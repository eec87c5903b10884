package dev.berth.gateway;

import java.time.Duration;

/// Every limit of the gateway.
///
/// @param hold how long a call waits for an agent that is starting, unless the caller says `Prefer: wait=N`
/// @param longestHold the most that a caller can ask for
/// @param retry how long a call is offered to an agent that is ready and does not take connections
/// @param callsPerAgent under way or waiting at one time; one more is answered 429
public record GatewayLimits(Duration hold, Duration longestHold, Duration retry, int callsPerAgent) {

    public static final GatewayLimits DEFAULT =
            new GatewayLimits(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(5), 1000);
}
