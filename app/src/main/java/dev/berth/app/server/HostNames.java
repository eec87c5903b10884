package dev.berth.app.server;

import java.security.Security;

/// How long the platform remembers the addresses of host names.
final class HostNames {

    /// Seconds. A container that was made again has another address, and one that starts has its name only now.
    private static final String REMEMBERED = "1";

    private HostNames() {}

    /// Must be called before the first name is looked up: the platform reads this once, and remembers for 30 s else.
    static void rememberBriefly() {
        Security.setProperty("networkaddress.cache.ttl", REMEMBERED);
        Security.setProperty("networkaddress.cache.negative.ttl", REMEMBERED);
    }
}
