package dev.berth.edge.route;

import dev.berth.edge.http.RequestId;

/// A request that is sent without a client.
///
/// @param head whole, as [dev.berth.edge.http.StoredHead#of] gives it
/// @param body in the framing that the head declares: that of a chunked body with its chunks and trailers
/// @param id under which it is told of
@SuppressWarnings("ArrayRecordComponent") // handed over and never compared
public record StoredRequest(byte[] head, BodySource body, RequestId id) {}
