package dev.berth.edge.pipe;

import io.netty.buffer.ByteBuf;

/// Who has the use of an upstream connection. One at a time.
sealed interface UpstreamUser permits Exchange, Tunnel, UpstreamConnection.Idle {

    /// Takes the buffer over.
    void upstreamBytes(ByteBuf in);

    /// No more bytes come for now: time to flush.
    void upstreamReadComplete();

    /// The upstream ended its side in good order.
    void upstreamEnded();

    /// The connection is gone. Comes at most once, and nothing after it.
    void upstreamBroken();

    /// There is room for writing again.
    void upstreamWritable();
}
