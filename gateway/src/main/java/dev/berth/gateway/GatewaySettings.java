package dev.berth.gateway;

import java.time.Duration;

/// Everything that can be set of the gateway.
///
/// @param hold how long a call waits for an agent that is starting, unless the caller says `Prefer: wait=N`
/// @param longestHold the most that a caller can ask for
/// @param retry how long a call is offered to an agent that is ready and does not take connections
/// @param callsPerAgent under way or waiting at one time; one more is answered 429
/// @param trusted proxies in front of the gateway, whose word on who calls is passed on
public record GatewaySettings(
        Duration hold, Duration longestHold, Duration retry, int callsPerAgent, TrustedProxies trusted) {

    public static final GatewaySettings DEFAULT = new GatewaySettings(
            Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(5), 1000, TrustedProxies.NONE);
}
