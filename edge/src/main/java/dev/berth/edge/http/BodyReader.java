package dev.berth.edge.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Cuts one body out of a stream of buffers and finds its end.
public sealed interface BodyReader permits LengthBody, ChunkedBody, EndlessBody {

    /// Takes what belongs to the body from `in`, leaves the rest, and hands on what is to be passed.
    ///
    /// @return true when the body is whole or faulty
    boolean read(ByteBuf in, BodySink sink);

    /// What is wrong with the body, or null.
    @Nullable
    Fault fault();

    /// True when every byte of the body was read.
    boolean isWhole();

    /// Bytes that are known to be missing, or -1 when only the stream will tell.
    long missing();
}
