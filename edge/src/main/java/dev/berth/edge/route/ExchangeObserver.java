package dev.berth.edge.route;

/// Hears how one exchange goes, on its event loop. Must not block.
///
/// [#finished] is called exactly once for each decision that names the observer, and last. After
/// [Outcome#UNREACHABLE] the request itself goes on, with what [Hooks#unreachable] decides, and after an
/// [Interruption] with what [Hooks#unanswered] decides.
public interface ExchangeObserver {

    ExchangeObserver NONE = new ExchangeObserver() {};

    /// The request has an upstream connection and goes out now. Again, if it met a connection that was closed while
    /// it was idle.
    ///
    /// @param reused the connection carried requests before
    default void upstreamConnected(boolean reused) {}

    /// The final head of the answer was read.
    default void answered(int status) {}

    /// The client left, or was let go of because it did not take its answer, and the exchange goes on without it
    /// ([Hooks#outlivesClient]). Never called for a request that had no client from the beginning.
    default void clientLeft() {}

    /// The exchange is over, however it ended. Also called for a decision that came after its client had left.
    ///
    /// @param bytesIn of the request as it came, head and body with their framing
    /// @param bytesOut of the answer as it was sent, or would have been if its client had stayed
    default void finished(Outcome outcome, long bytesIn, long bytesOut) {}
}
