package dev.berth.gateway;

import dev.berth.edge.route.Decision;
import dev.berth.edge.route.StoredRequest;

/// Sends a request that has no client: the edge.
@FunctionalInterface
public interface Sender {

    /// Returns at once; what becomes of it is told by the decision's hooks.
    void send(StoredRequest request, Decision.Forward forward);
}
