package dev.berth.controlplane.api;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The streamed answers that are on the way, so that a closing server can end them.
final class OpenStreams implements AutoCloseable {

    private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// Notes how to end a stream; at once, when the server closes already.
    void opened(Runnable end) {
        ends.add(end);
        if (closed) {
            end.run();
        }
    }

    void ended(Runnable end) {
        ends.remove(end);
    }

    @Override
    public void close() {
        closed = true;
        ends.forEach(Runnable::run);
    }
}
