package dev.berth.edge.pipe;

import dev.berth.edge.http.BodySink;
import dev.berth.edge.route.Outcome;
import dev.berth.edge.route.Recorder;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Puts the pieces of one answer into the buffers that are sent, shows them to the recorder, and holds the end back
/// for it.
final class AnswerOut implements BodySink {

    /// A body's first bytes up to this size travel in one buffer with the head.
    static final int JOINED = 4096;

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Exchange exchange;
    private final Download download;
    private final Recorder recorder;
    private final boolean chunks;
    /// The newest piece, not yet sent: more may be joined to it, or its last byte held back.
    private @Nullable ByteBuf pending;
    private boolean whole;

    /// @param chunks the body comes without framing and goes out in chunks
    AnswerOut(Exchange exchange, Download download, boolean chunks) {
        this.exchange = exchange;
        this.download = download;
        this.recorder = exchange.hooks().recorder();
        this.chunks = chunks;
    }

    /// Takes the written head over.
    void head(ByteBuf head) {
        pending = head;
    }

    void endWithHead() {
        whole = true;
        partEnded();
    }

    @Override
    public void pass(ByteBuf bytes, int from, int length, boolean last) {
        if (length > 0) {
            if (chunks) {
                put((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            put(bytes, from, length);
            if (chunks) {
                put(CRLF);
            }
        }
        whole |= last;
    }

    /// A body without framing has ended with its connection.
    void endOfEndless() {
        if (chunks) {
            put(LAST_CHUNK);
        }
        whole = true;
    }

    /// Everything that came at once has been passed: sends it, and ends the answer if that was all.
    void partEnded() {
        if (whole) {
            end();
        } else {
            sendPending();
        }
    }

    /// Lets go of what was not sent.
    void release() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    private void put(byte[] bytes) {
        recorder.body(ByteBuffer.wrap(bytes));
        if (pending == null || pending.writableBytes() < bytes.length) {
            sendPending();
            pending = exchange.client().wire().buffer(64);
        }
        pending.writeBytes(bytes);
    }

    private void put(ByteBuf bytes, int from, int length) {
        if (recorder.keeps()) {
            recorder.body(bytes.nioBuffer(from, length).asReadOnlyBuffer());
        }
        if (pending != null && length <= pending.writableBytes()) {
            pending.writeBytes(bytes, from, length);
        } else {
            sendPending();
            pending = bytes.retainedSlice(from, length);
        }
    }

    private void sendPending() {
        ByteBuf piece = pending;
        if (piece != null) {
            pending = null;
            download.send(piece);
        }
    }

    private void end() {
        if (!recorder.keeps()) {
            sendPending();
            download.ended();
            return;
        }
        CompletionStage<?> kept = recorder.whole();
        if (!kept.toCompletableFuture().isDone()) {
            sendAllButLastByte();
        }
        kept.whenComplete((nothing, failure) -> {
            if (exchange.client().loop().events().inEventLoop()) {
                recorded(failure);
            } else {
                exchange.client().loop().events().execute(() -> recorded(failure));
            }
        });
    }

    private void sendAllButLastByte() {
        ByteBuf piece = pending;
        if (piece != null && piece.readableBytes() > 1) {
            pending = piece.retainedSlice(piece.writerIndex() - 1, 1);
            download.send(piece.writerIndex(piece.writerIndex() - 1));
            exchange.client().wire().flush();
        }
    }

    private void recorded(@Nullable Throwable failure) {
        if (download.isHeldBack()) {
            if (failure == null) {
                sendPending();
                download.ended();
            } else {
                exchange.cut(Outcome.NOT_RECORDED);
            }
        }
    }
}
