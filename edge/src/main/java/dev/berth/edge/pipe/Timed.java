package dev.berth.edge.pipe;

/// Something that must not wait longer than to its deadline.
sealed interface Timed permits ClientConnection, Nobody, UpstreamConnection {

    /// In the nanoseconds of [Deadlines#now()], or [Deadlines#NEVER].
    long deadline();

    void expired();

    /// Ends it if nothing is under way.
    void closeIfIdle();

    /// Ends it at once, whatever it is doing.
    void cut();
}
