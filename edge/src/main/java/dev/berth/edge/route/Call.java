package dev.berth.edge.route;

import dev.berth.edge.http.RequestHead;
import dev.berth.edge.http.RequestId;

/// A request whose head was read.
///
/// @param head valid until the exchange is finished
public record Call(RequestHead head, Peer peer, RequestId id) {}
