package dev.berth.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/// The head of a request that is kept to be sent later.
public final class StoredHead {

    private StoredHead() {}

    /// The head as it goes on after a rule's edits. It expects no `100-continue`: whoever keeps it has the body.
    public static byte[] of(RequestHead head, RequestEdits edits) {
        ByteBuf out = Unpooled.buffer(HeadWriter.room(head, edits));
        HeadWriter.request(head, edits, false, out);
        return ByteBufUtil.getBytes(out);
    }

    /// Reads a head back. It stays valid as long as it is held.
    ///
    /// @throws IllegalArgumentException when the bytes are not exactly one sound head
    public static RequestHead parse(byte[] head, HeadLimits limits) {
        ByteBuf in = Unpooled.wrappedBuffer(head);
        HeadReader reader = new HeadReader(limits);
        reader.begin();
        if (!reader.read(in)) {
            throw new IllegalArgumentException("a stored head is cut off");
        }
        return switch (RequestHead.parse(reader)) {
            case RequestHead.Parsed.Faulty(Fault fault) ->
                throw new IllegalArgumentException("a stored head is damaged: " + fault.detail());
            case RequestHead.Parsed.Sound(RequestHead sound) -> {
                if (in.isReadable()) {
                    throw new IllegalArgumentException("a stored head is followed by other bytes");
                }
                yield sound;
            }
        };
    }
}
