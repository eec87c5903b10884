package dev.berth.app.server;

import java.security.Security;

/// How long the platform remembers the addresses of host names: not at all.
///
/// A container that was made again has another address, and its old one may be another agent's by then. Connections
/// are kept, so few calls look a name up.
final class HostNames {

    private static final String NEVER = "0";

    private HostNames() {}

    /// Must be called before the first name is looked up: the platform reads this once, and remembers for 30 s else.
    static void forget() {
        Security.setProperty("networkaddress.cache.ttl", NEVER);
        Security.setProperty("networkaddress.cache.negative.ttl", NEVER);
    }
}
