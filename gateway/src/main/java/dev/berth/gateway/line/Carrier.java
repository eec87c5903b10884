package dev.berth.gateway.line;

/// Brings a kept call to its agent when nobody waits for the answer.
@FunctionalInterface
public interface Carrier {

    /// Begins the delivery. Must not block.
    void carry(Lease lease);
}
