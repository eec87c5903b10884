package dev.berth.gateway;

/// Hears of kept calls what the journal does not know, for metrics. Must not block.
public interface KeptLog {

    KeptLog NONE = new KeptLog() {};

    /// A call was taken on.
    ///
    /// @param nanos from the end of its body to its being on the disk
    default void accepted(long nanos) {}

    /// A kept call is on its way to its agent.
    default void attempted() {}
}
