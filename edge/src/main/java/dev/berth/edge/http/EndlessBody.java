package dev.berth.edge.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// A body that ends with its connection.
public final class EndlessBody implements BodyReader {

    @Override
    public boolean read(ByteBuf in, BodySink sink) {
        int from = in.readerIndex();
        int length = in.readableBytes();
        in.skipBytes(length);
        sink.pass(in, from, length, false);
        return false;
    }

    @Override
    public @Nullable Fault fault() {
        return null;
    }

    @Override
    public boolean isWhole() {
        return false;
    }

    @Override
    public long missing() {
        return -1;
    }
}
