package dev.berth.edge.pipe;

import dev.berth.edge.http.BodyFraming;
import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.ChunkedBody;
import dev.berth.edge.http.HeadLimits;
import dev.berth.edge.http.HeadReader;
import dev.berth.edge.http.HeaderNames;
import dev.berth.edge.http.LengthBody;
import dev.berth.edge.http.RequestHead;
import dev.berth.edge.route.Call;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// One request of a client connection, from its head to the end of its answer.
final class ClientRequest {

    /// What a trailer may not smuggle past the rules that were applied to the head.
    private static final HeaderNames UNSAFE_TRAILERS = HeaderNames.of(
                    "authorization", "proxy-authorization", "cookie", "forwarded", "content-type", "content-encoding")
            .andPrefix("x-forwarded-")
            .andPrefix("x-berth-");

    private final Call call;
    private final HeadReader reader;
    private final @Nullable BodyReader body;
    private final Pace pace;
    private @Nullable ByteBuf readAhead;
    private long bodyBytesIn;
    private boolean continueSent;
    private boolean deferred;

    ClientRequest(Call call, HeadReader reader, Loop loop) {
        this.call = call;
        this.reader = reader;
        this.pace = new Pace(loop.deadlines(), loop.limits().times());
        long maxBody = loop.limits().flow().body();
        HeadLimits trailers = loop.limits().requestHead();
        this.body = switch (call.head().framing()) {
            case BodyFraming.None _ -> null;
            case BodyFraming.Length length -> new LengthBody(length.bytes());
            case BodyFraming.Chunked _ -> new ChunkedBody(ChunkedBody.Pass.FRAMED, maxBody, trailers, UNSAFE_TRAILERS);
            case BodyFraming.UntilClose _ ->
                throw new IllegalStateException("a request's body ends before the connection");
        };
    }

    Call call() {
        return call;
    }

    RequestHead head() {
        return call.head();
    }

    /// What is still to be read, or null when there is no body.
    @Nullable
    BodyReader body() {
        return body;
    }

    boolean isBodyWhole() {
        return body == null || body.isWhole();
    }

    /// Keeps what was read of the body, in its framing, until it is sent on. Takes the buffer over.
    void readAhead(ByteBuf framed) {
        readAhead = framed;
    }

    /// What was read of the body before it was known where it goes, or null. Handed over to the caller.
    @Nullable
    ByteBuf takeReadAhead() {
        ByteBuf taken = readAhead;
        readAhead = null;
        return taken;
    }

    void countBody(int bytes) {
        bodyBytesIn += bytes;
        pace.received(bytes);
    }

    /// How long the client may take to send more.
    Pace pace() {
        return pace;
    }

    boolean hasBodyBegun() {
        return bodyBytesIn > 0;
    }

    long bytesIn() {
        return head().length() + bodyBytesIn;
    }

    /// The client still waits to be told to send its body.
    boolean awaitsContinue() {
        return head().expectsContinue() && !continueSent && bodyBytesIn == 0;
    }

    void continueSent() {
        continueSent = true;
    }

    /// Others than this event loop may look at the head at any time from now on, so its bytes are not used again.
    void deferred() {
        deferred = true;
    }

    /// Ends the request.
    void release(Loop loop) {
        head().release();
        if (readAhead != null) {
            readAhead.release();
            readAhead = null;
        }
        if (!deferred) {
            loop.giveRequestReader(reader);
        }
    }
}
