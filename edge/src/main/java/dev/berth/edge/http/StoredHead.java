package dev.berth.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/// The heads of requests that are kept to be sent later, and of answers that are kept to be given again.
public final class StoredHead {

    private static final int SMALLEST_LIMIT = 64;

    private StoredHead() {}

    /// The head as it goes on after a rule's edits. It expects no `100-continue`: whoever keeps it has the body.
    public static byte[] of(RequestHead head, RequestEdits edits) {
        ByteBuf out = Unpooled.buffer(HeadWriter.room(head, edits));
        HeadWriter.request(head, edits, false, out);
        return ByteBufUtil.getBytes(out);
    }

    /// Reads a request's head back. It stays valid as long as it is held.
    ///
    /// @throws IllegalArgumentException when the bytes are not exactly one sound head
    public static RequestHead parse(byte[] head, HeadLimits limits) {
        return switch (RequestHead.parse(read(head, limits))) {
            case RequestHead.Parsed.Faulty(Fault fault) -> throw damaged(fault);
            case RequestHead.Parsed.Sound(RequestHead sound) -> sound;
        };
    }

    /// Reads an answer's head back, as [ResponseHead#toBytes] gave it. It stays valid as long as it is held.
    ///
    /// @param toHead whether it is to answer a HEAD
    /// @throws IllegalArgumentException when the bytes are not exactly one sound head of a final answer
    public static ResponseHead parseAnswer(byte[] head, boolean toHead) {
        int length = Math.max(SMALLEST_LIMIT, head.length);
        HeadReader reader = read(head, new HeadLimits(length, length, length));
        return switch (ResponseHead.parse(reader, toHead)) {
            case ResponseHead.Parsed.Faulty(Fault fault) -> throw damaged(fault);
            case ResponseHead.Parsed.Sound(ResponseHead sound) -> {
                if (sound.status() < 200) {
                    throw new IllegalArgumentException("a stored head is not that of a final answer");
                }
                yield sound;
            }
        };
    }

    private static HeadReader read(byte[] head, HeadLimits limits) {
        ByteBuf in = Unpooled.wrappedBuffer(head);
        HeadReader reader = new HeadReader(limits);
        reader.begin();
        if (!reader.read(in)) {
            throw new IllegalArgumentException("a stored head is cut off");
        }
        if (in.isReadable() && reader.fault() == null) {
            throw new IllegalArgumentException("a stored head is followed by other bytes");
        }
        return reader;
    }

    private static IllegalArgumentException damaged(Fault fault) {
        return new IllegalArgumentException("a stored head is damaged: " + fault.detail());
    }
}
