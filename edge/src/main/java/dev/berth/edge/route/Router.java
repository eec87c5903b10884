package dev.berth.edge.route;

/// Decides what becomes of each request.
@FunctionalInterface
public interface Router {

    /// Called once for each request head, on the event loop of its connection: it must not block. What takes time
    /// is decided [Decision.Later].
    ///
    /// An exception is a bug of the router; the client gets a 500.
    Decision route(Call call);
}
