package dev.berth.edge.pipe;

import dev.berth.edge.EdgeLimits;
import dev.berth.edge.route.Router;
import dev.berth.edge.socket.Transport;
import java.util.concurrent.ExecutorService;

/// What the event loops of one server share.
///
/// @param threads virtual ones, for what may block
record Shared(EdgeLimits limits, Router router, Transport transport, NameResolver names, ExecutorService threads) {}
