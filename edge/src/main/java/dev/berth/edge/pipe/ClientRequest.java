package dev.berth.edge.pipe;

import dev.berth.edge.EdgeLimits;
import dev.berth.edge.http.BodyFraming;
import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.ChunkedBody;
import dev.berth.edge.http.HeadReader;
import dev.berth.edge.http.HeaderNames;
import dev.berth.edge.http.LengthBody;
import dev.berth.edge.http.RequestHead;
import dev.berth.edge.route.BodySource;
import dev.berth.edge.route.Call;
import dev.berth.kit.Problem;
import org.jspecify.annotations.Nullable;

/// One request, from its head to the end of its answer: of a client connection, or stored before.
final class ClientRequest {

    /// What a trailer may not smuggle past the rules that were applied to the head.
    private static final HeaderNames UNSAFE_TRAILERS = HeaderNames.of(
                    "authorization", "proxy-authorization", "cookie", "forwarded", "content-type", "content-encoding")
            .andPrefix("x-forwarded-")
            .andPrefix("x-berth-");

    private final Call call;
    private final @Nullable HeadReader reader;
    private final @Nullable BodyReader body;
    private final EdgeLimits limits;
    private final Pace pace;
    private @Nullable BodySource kept;
    private Runnable dropping = () -> {};
    private Problem interruption = Problems.BROKE_OFF;
    private long bodyBytesIn;
    private boolean continueSent;
    private boolean deferred;
    private boolean streamed;

    private ClientRequest(Call call, @Nullable HeadReader reader, @Nullable BodyReader body, Loop loop) {
        this.call = call;
        this.reader = reader;
        this.body = body;
        this.limits = loop.limits();
        this.pace = new Pace(loop.deadlines(), limits.times());
    }

    /// A request whose body is still to come from its client.
    static ClientRequest coming(Call call, HeadReader reader, Loop loop) {
        return new ClientRequest(call, reader, bodyReader(call.head().framing(), loop.limits()), loop);
    }

    /// A request that is kept whole. Its body is to be read with [#readerOfKept] unless it is in memory.
    static ClientRequest stored(Call call, BodySource body, Loop loop) {
        ClientRequest request = new ClientRequest(call, null, null, loop);
        request.continueSent = true;
        request.bodyBytesIn = body.length();
        request.kept = body.length() == 0 ? null : body;
        return request;
    }

    /// Reads a body of this framing by the rules for requests; null when there is none.
    static @Nullable BodyReader bodyReader(BodyFraming framing, EdgeLimits limits) {
        return switch (framing) {
            case BodyFraming.None _ -> null;
            case BodyFraming.Length length -> new LengthBody(length.bytes());
            case BodyFraming.Chunked _ ->
                new ChunkedBody(ChunkedBody.Pass.FRAMED, limits.flow().body(), limits.requestHead(), UNSAFE_TRAILERS);
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

    /// What is still to be read from the client, or null when there is no body to come.
    @Nullable
    BodyReader body() {
        return body;
    }

    /// The client is needed no more for sending the request.
    boolean isBodyWhole() {
        return body == null || body.isWhole();
    }

    /// Keeps what was read of the body, in its framing, for whoever sends it on, once or more often.
    void keep(BodySource framed) {
        kept = framed;
    }

    /// As [#keep(BodySource)].
    ///
    /// @param dropped run when the request is over
    void keep(BodySource framed, Runnable dropped) {
        kept = framed;
        dropping = dropped;
    }

    /// What is to be sent before anything that still comes from the client, or null.
    @Nullable
    BodySource kept() {
        return kept;
    }

    /// Reads what is kept as it was stored elsewhere; null for what was read here by the rules.
    @Nullable
    BodyReader readerOfKept() {
        return reader == null ? bodyReader(head().framing(), limits) : null;
    }

    /// Lets go of what is kept.
    void dropKept() {
        kept = null;
        Runnable drop = dropping;
        dropping = () -> {};
        drop.run();
    }

    void countBody(int bytes) {
        bodyBytesIn += bytes;
        pace.received(bytes);
    }

    /// A part of the body went straight from the client to an upstream, and cannot be sent again.
    void streamed() {
        streamed = true;
    }

    /// Everything that was sent of the request can be sent again.
    boolean canBeSentAgain() {
        return !streamed;
    }

    /// What the client is told if the request should be sent again and cannot.
    Problem interruption() {
        return interruption;
    }

    void interrupted(Problem problem) {
        interruption = problem;
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
        dropKept();
        if (reader != null && !deferred) {
            loop.giveRequestReader(reader);
        }
    }
}
