package dev.berth.edge.pipe;

/// Something that must not wait longer than to its deadline.
sealed interface Timed permits ClientConnection, UpstreamConnection {

    /// In the nanoseconds of [Deadlines#now()], or [Deadlines#NEVER].
    long deadline();

    void expired();
}
