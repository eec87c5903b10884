package dev.berth.edge.pipe;

import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.BodySink;
import dev.berth.edge.http.ChunkedBody;
import dev.berth.edge.route.Outcome;
import dev.berth.edge.route.Recorder;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Puts the pieces of one answer into the buffers that are sent, shows them to the recorder, and holds the end back
/// for it: all of an answer that came at once, which one write then sends, and the last byte of any other.
final class AnswerOut implements BodySink {

    /// A body's first bytes up to this size travel in one buffer with the head.
    static final int JOINED = 4096;

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Exchange exchange;
    private final Download download;
    private final Recorder recorder;
    private final AnswerFraming framing;
    /// Takes the content out of its chunks, for a client that cannot.
    private final @Nullable BodyReader content;
    /// The newest piece, not yet sent: more may be joined to it, or its last byte held back.
    private @Nullable ByteBuf pending;
    private boolean whole;
    private boolean begun;

    AnswerOut(Exchange exchange, Download download, AnswerFraming framing) {
        this.exchange = exchange;
        this.download = download;
        this.recorder = exchange.hooks().recorder();
        this.framing = framing;
        this.content = framing == AnswerFraming.OUT_OF_CHUNKS
                ? AnswerFraming.chunks(
                        ChunkedBody.Pass.CONTENT,
                        exchange.client().loop().limits().answerHead())
                : null;
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
            switch (framing) {
                case AS_IT_IS -> {
                    record(bytes, from, length);
                    put(bytes, from, length);
                }
                case INTO_CHUNKS -> {
                    put(recorded(sizeLine(length)));
                    record(bytes, from, length);
                    put(bytes, from, length);
                    put(recorded(CRLF));
                }
                case CHUNKS_ASIDE -> {
                    recorded(sizeLine(length));
                    record(bytes, from, length);
                    recorded(CRLF);
                    put(bytes, from, length);
                }
                case OUT_OF_CHUNKS -> {
                    record(bytes, from, length);
                    putContent(bytes.slice(from, length));
                }
            }
        }
        whole |= last;
    }

    private static byte[] sizeLine(int length) {
        return (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private void putContent(ByteBuf framed) {
        if (content != null) {
            content.read(framed, (bytes, from, length, last) -> {
                if (length > 0) {
                    put(bytes, from, length);
                }
            });
        }
    }

    /// A body without framing has ended with its connection.
    void endOfEndless() {
        switch (framing) {
            case INTO_CHUNKS -> put(recorded(LAST_CHUNK));
            case CHUNKS_ASIDE -> recorded(LAST_CHUNK);
            case AS_IT_IS, OUT_OF_CHUNKS -> {
                // The end of the connection is the client's end too.
            }
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

    private byte[] recorded(byte[] bytes) {
        if (recorder.keeps()) {
            recorder.body(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
        }
        return bytes;
    }

    private void record(ByteBuf bytes, int from, int length) {
        if (recorder.keeps()) {
            recorder.body(bytes.nioBuffer(from, length).asReadOnlyBuffer());
        }
    }

    private void put(byte[] bytes) {
        if (pending == null || pending.writableBytes() < bytes.length) {
            sendPending();
            pending = exchange.client().buffer(64);
        }
        pending.writeBytes(bytes);
    }

    private void put(ByteBuf bytes, int from, int length) {
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
            begun = true;
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
        if (begun && !kept.toCompletableFuture().isDone()) {
            sendAllButLastByte();
        }
        Loop loop = exchange.client().loop();
        kept.whenComplete((nothing, failure) -> loop.run(() -> recorded(failure)));
    }

    private void sendAllButLastByte() {
        ByteBuf piece = pending;
        if (piece != null && piece.readableBytes() > 1) {
            pending = piece.retainedSlice(piece.writerIndex() - 1, 1);
            download.send(piece.writerIndex(piece.writerIndex() - 1));
            exchange.client().flush();
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
