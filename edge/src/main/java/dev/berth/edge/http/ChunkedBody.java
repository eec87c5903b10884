package dev.berth.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A chunked body (RFC 9112, 7.1), checked byte by byte where it frames and passed on in runs as long as they come.
///
/// Chunk extensions are checked and left out. Trailers are collected, checked and passed on whole.
public final class ChunkedBody implements BodyReader {

    /// What is handed on.
    public enum Pass {
        /// The body with its chunk framing and trailers: it goes on as a chunked body.
        FRAMED,
        /// The content alone.
        CONTENT
    }

    private enum At {
        SIZE,
        EXTENSION,
        SIZE_LINE_FEED,
        DATA,
        DATA_RETURN,
        DATA_LINE_FEED,
        AFTER_LAST_CHUNK,
        LAST_LINE_FEED,
        TRAILERS,
        DONE
    }

    /// 15 hexadecimal digits fit a long, whatever they are.
    private static final int MAX_DIGITS = 15;

    /// For all chunks of a body together.
    private static final int MAX_EXTENSION_BYTES = 4096;

    private final Pass pass;
    private final long maxContent;
    private final HeadLimits trailerLimits;
    private final HeaderNames droppedTrailers;
    private At at = At.SIZE;
    private int digits;
    private long left;
    private long content;
    private int extensionBytes;
    private @Nullable ChunkExtension extension;
    /// Where the bytes begin that were read from the present buffer and not yet passed on, or -1.
    private int run;
    private @Nullable TrailerReader trailers;
    private @Nullable Fault fault;

    /// @param maxContent bytes of content, beyond which the body is faulty
    /// @param droppedTrailers trailer fields that are not passed on
    public ChunkedBody(Pass pass, long maxContent, HeadLimits trailerLimits, HeaderNames droppedTrailers) {
        this.pass = pass;
        this.maxContent = maxContent;
        this.trailerLimits = trailerLimits;
        this.droppedTrailers = droppedTrailers;
    }

    @Override
    public boolean read(ByteBuf in, BodySink sink) {
        int position = in.readerIndex();
        int end = in.writerIndex();
        run = passesNow() ? position : -1;
        while (position < end && at != At.DONE && fault == null) {
            position = switch (at) {
                case DATA -> data(in, position, end, sink);
                case TRAILERS -> trailers(in, position, sink);
                case SIZE, EXTENSION, SIZE_LINE_FEED, DATA_RETURN, DATA_LINE_FEED, AFTER_LAST_CHUNK, LAST_LINE_FEED -> {
                    framing(in, position, sink);
                    yield at == At.TRAILERS ? position : position + 1;
                }
                case DONE -> throw new IllegalStateException("read past the end of the body");
            };
        }
        if (fault == null) {
            finish(in, position, sink);
        }
        in.readerIndex(position);
        return at == At.DONE || fault != null;
    }

    @Override
    public @Nullable Fault fault() {
        return fault;
    }

    @Override
    public boolean isWhole() {
        return at == At.DONE;
    }

    @Override
    public long missing() {
        return at == At.DONE ? 0 : -1;
    }

    /// Bytes of content that were read so far.
    public long content() {
        return content;
    }

    private boolean passesNow() {
        return pass == Pass.FRAMED ? at != At.EXTENSION && at != At.TRAILERS : at == At.DATA;
    }

    private void finish(ByteBuf in, int position, BodySink sink) {
        boolean last = at == At.DONE && trailers == null;
        if (run >= 0 && (position > run || last)) {
            sink.pass(in, run, position - run, last);
        } else if (at == At.DONE && pass == Pass.CONTENT) {
            sink.pass(in, position, 0, true);
        }
        run = -1;
    }

    private void endRun(ByteBuf in, int position, BodySink sink) {
        if (run >= 0 && position > run) {
            sink.pass(in, run, position - run, false);
        }
        run = -1;
    }

    private int data(ByteBuf in, int position, int end, BodySink sink) {
        int length = (int) Math.min(left, end - position);
        left -= length;
        if (left == 0) {
            at = At.DATA_RETURN;
            if (pass == Pass.CONTENT) {
                endRun(in, position + length, sink);
            }
        }
        return position + length;
    }

    private void framing(ByteBuf in, int position, BodySink sink) {
        byte b = in.getByte(position);
        switch (at) {
            case SIZE -> size(b, in, position, sink);
            case EXTENSION -> extension(b, position);
            case SIZE_LINE_FEED -> sizeLineFeed(b, position);
            case DATA_RETURN -> expect(b, '\r', At.DATA_LINE_FEED, Fault.CHUNK_END);
            case DATA_LINE_FEED -> {
                digits = 0;
                expect(b, '\n', At.SIZE, Fault.CHUNK_END);
            }
            case AFTER_LAST_CHUNK -> afterLastChunk(b, in, position, sink);
            case LAST_LINE_FEED -> expect(b, '\n', At.DONE, Fault.BARE_CARRIAGE_RETURN);
            case DATA, TRAILERS, DONE -> throw new IllegalStateException("no framing here: " + at);
        }
    }

    private void expect(byte b, char wanted, At next, Fault otherwise) {
        if (b == wanted) {
            at = next;
        } else {
            fault = otherwise;
        }
    }

    private void size(byte b, ByteBuf in, int position, BodySink sink) {
        int value = Ascii.hex(b);
        if (value >= 0 && digits < MAX_DIGITS) {
            digits++;
            left = (left << 4) | value;
        } else if (digits == 0 || value >= 0) {
            fault = Fault.CHUNK_SIZE;
        } else if (b == ';') {
            at = At.EXTENSION;
            extension = new ChunkExtension();
            endRun(in, position, sink);
        } else {
            expect(b, '\r', At.SIZE_LINE_FEED, Fault.CHUNK_SIZE);
        }
    }

    private void extension(byte b, int position) {
        ChunkExtension reading = Objects.requireNonNull(extension);
        if (b == '\r' && reading.mayEnd()) {
            at = At.SIZE_LINE_FEED;
            run = pass == Pass.FRAMED ? position : -1;
        } else if (!reading.take(b) || ++extensionBytes > MAX_EXTENSION_BYTES) {
            fault = Fault.CHUNK_EXTENSION;
        }
    }

    private void sizeLineFeed(byte b, int position) {
        expect(b, '\n', left == 0 ? At.AFTER_LAST_CHUNK : At.DATA, Fault.CHUNK_SIZE);
        content += left;
        if (content > maxContent && fault == null) {
            fault = Fault.BODY_TOO_LARGE;
        }
        if (at == At.DATA && pass == Pass.CONTENT) {
            run = position + 1;
        }
    }

    private void afterLastChunk(byte b, ByteBuf in, int position, BodySink sink) {
        if (b == '\r') {
            at = At.LAST_LINE_FEED;
            return;
        }
        endRun(in, position, sink);
        trailers = new TrailerReader(trailerLimits);
        at = At.TRAILERS;
    }

    private int trailers(ByteBuf in, int position, BodySink sink) {
        TrailerReader reader = Objects.requireNonNull(trailers);
        in.readerIndex(position);
        if (reader.read(in)) {
            fault = reader.fault();
            if (fault == null) {
                at = At.DONE;
                passTrailers(reader, sink);
            }
        }
        return in.readerIndex();
    }

    private void passTrailers(TrailerReader reader, BodySink sink) {
        if (pass == Pass.FRAMED) {
            ByteBuf kept = Unpooled.wrappedBuffer(reader.without(droppedTrailers));
            sink.pass(kept, 0, kept.readableBytes(), true);
            kept.release();
        }
    }
}
