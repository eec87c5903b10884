package dev.berth.gateway.line;

/// A caller who waits for the turn of his call, to see the answer as it comes.
public interface LiveCaller {

    /// Whether he waits still. One who has left does not come back.
    boolean waits();

    /// Carries the delivery out himself. Must not block.
    ///
    /// @return false when he does not wait any more; then nothing was done
    boolean take(Lease lease);
}
