package dev.berth.edge.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// A body whose length was declared.
public final class LengthBody implements BodyReader {

    private long missing;

    public LengthBody(long length) {
        this.missing = length;
    }

    @Override
    public boolean read(ByteBuf in, BodySink sink) {
        int from = in.readerIndex();
        int length = (int) Math.min(missing, in.readableBytes());
        in.skipBytes(length);
        missing -= length;
        sink.pass(in, from, length, missing == 0);
        return missing == 0;
    }

    @Override
    public @Nullable Fault fault() {
        return null;
    }

    @Override
    public boolean isWhole() {
        return missing == 0;
    }

    @Override
    public long missing() {
        return missing;
    }
}
