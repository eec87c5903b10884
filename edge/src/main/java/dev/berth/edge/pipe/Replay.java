package dev.berth.edge.pipe;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Keeps what was sent over a connection that had been idle, until it is known that the upstream is there.
///
/// An upstream may close an idle connection in the moment in which a request is sent over it. Such a request may be
/// sent again over a fresh connection, but only if no byte of it can have been processed.
final class Replay {

    /// More than this is not kept: a longer request is sent again only if it is kept elsewhere.
    private static final int MAX_BYTES = 64 * 1024;

    private final Deque<ByteBuf> sent = new ArrayDeque<>(2);
    private @Nullable ChannelFuture first;
    private int firstStart;
    private int bytes;
    private boolean tooLong;

    /// Sends over the wire, and keeps a reference.
    void write(Wire wire, ByteBuf piece) {
        bytes += piece.readableBytes();
        if (tooLong || bytes > MAX_BYTES) {
            tooLong = true;
            keepFirstOnly();
            wire.write(piece);
        } else if (first == null) {
            firstStart = piece.readerIndex();
            sent.add(piece.retain());
            first = wire.writeWatched(piece);
        } else {
            sent.add(piece.retainedDuplicate());
            wire.write(piece);
        }
    }

    /// The first piece tells whether anything left this machine.
    private void keepFirstOnly() {
        while (sent.size() > 1) {
            sent.removeLast().release();
        }
    }

    /// Whether anything was sent.
    boolean hasBegun() {
        return first != null;
    }

    /// Whether everything that was sent is still here.
    boolean isComplete() {
        return !tooLong && first != null;
    }

    /// Whether the system refused the first piece and took no byte of it, so that nothing left this machine.
    boolean leftNothing() {
        return first != null
                && first.isDone()
                && !first.isSuccess()
                && !sent.isEmpty()
                && sent.getFirst().readerIndex() == firstStart;
    }

    /// Sends everything again over another connection. Nothing is kept afterwards.
    void repeat(Wire wire) {
        if (!sent.isEmpty()) {
            sent.getFirst().readerIndex(firstStart);
        }
        while (!sent.isEmpty()) {
            wire.write(sent.removeFirst());
        }
        wire.flush();
    }

    void release() {
        while (!sent.isEmpty()) {
            sent.removeFirst().release();
        }
    }
}
