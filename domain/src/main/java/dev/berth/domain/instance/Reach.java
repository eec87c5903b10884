package dev.berth.domain.instance;

/// Where a running instance can be called, seen from its own host.
public sealed interface Reach {

    /// @param host an IP address, or a name that the agents' network resolves
    record At(String host, int port) implements Reach {}

    /// It cannot be called; `why` is a sentence for people.
    record Nowhere(String why) implements Reach {}
}
