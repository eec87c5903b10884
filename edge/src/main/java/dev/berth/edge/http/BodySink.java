package dev.berth.edge.http;

import io.netty.buffer.ByteBuf;

/// Takes the bytes of a body in their order, as they come out of a [BodyReader].
@FunctionalInterface
public interface BodySink {

    /// Takes `length` bytes of `bytes` from index `from` on.
    ///
    /// The buffer is lent for the call: whoever wants to keep the bytes takes a retained slice or a copy.
    ///
    /// @param last nothing follows; such a call may bring no bytes at all
    void pass(ByteBuf bytes, int from, int length, boolean last);
}
