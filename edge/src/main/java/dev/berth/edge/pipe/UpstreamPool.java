package dev.berth.edge.pipe;

import dev.berth.edge.route.Upstream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The idle connections of one event loop. The one that rested last is taken first, so that the others can expire.
final class UpstreamPool {

    private final Map<Upstream, Deque<UpstreamConnection>> idle = new HashMap<>();
    private final int maxIdle;

    /// @param maxIdle connections kept for one upstream
    UpstreamPool(int maxIdle) {
        this.maxIdle = maxIdle;
    }

    @Nullable
    UpstreamConnection take(Upstream upstream) {
        Deque<UpstreamConnection> connections = idle.get(upstream);
        if (connections == null) {
            return null;
        }
        UpstreamConnection connection = connections.pollLast();
        while (connection != null && !connection.wire().isOpen()) {
            connection = connections.pollLast();
        }
        return connection;
    }

    void put(UpstreamConnection connection) {
        Deque<UpstreamConnection> connections =
                idle.computeIfAbsent(connection.upstream(), upstream -> new ArrayDeque<>());
        if (connections.size() >= maxIdle) {
            connections.removeFirst().wire().close();
        }
        connections.addLast(connection);
    }

    void forget(UpstreamConnection connection) {
        Deque<UpstreamConnection> connections = idle.get(connection.upstream());
        if (connections != null && connections.remove(connection) && connections.isEmpty()) {
            idle.remove(connection.upstream());
        }
    }
}
