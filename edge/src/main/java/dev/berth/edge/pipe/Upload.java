package dev.berth.edge.pipe;

import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.Fault;
import dev.berth.edge.http.HeadWriter;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The way of a request to its upstream: the edited head, and the body as it comes.
final class Upload {

    /// A body's first bytes up to this size travel in one buffer with the head.
    private static final int JOINED = 4096;

    private enum At {
        /// No upstream connection yet: nothing is taken.
        WAITING,
        SENDING,
        SENT,
        /// The exchange is over before everything was sent.
        ENDED
    }

    private final Exchange exchange;
    private At at = At.WAITING;
    private @Nullable Wire wire;
    /// What goes out first, as long as more may be joined to it.
    private @Nullable ByteBuf first;
    /// Only for a connection that was idle before, until the upstream shows that it is there.
    private @Nullable Replay replay;

    Upload(Exchange exchange) {
        this.exchange = exchange;
    }

    boolean isSending() {
        return at == At.SENDING;
    }

    boolean isSent() {
        return at == At.SENT;
    }

    /// Begins to send the request.
    ///
    /// @param reused the connection was idle before
    void begin(Wire upstream, boolean reused) {
        wire = upstream;
        replay = reused ? new Replay() : null;
        ClientRequest request = exchange.request();
        int room = HeadWriter.room(request.head(), exchange.forward().request());
        ByteBuf head = upstream.buffer(room + joinable(request));
        HeadWriter.request(request.head(), exchange.forward().request(), request.awaitsContinue(), head);
        first = head;
        ByteBuf ahead = request.takeReadAhead();
        if (ahead != null) {
            send(ahead);
        }
        at = request.isBodyWhole() ? At.SENT : At.SENDING;
    }

    private static int joinable(ClientRequest request) {
        BodyReader body = request.body();
        if (body == null) {
            return 0;
        }
        long missing = body.missing();
        return missing < 0 ? JOINED : (int) Math.min(JOINED, missing);
    }

    /// Whether the request may be sent again over a fresh connection, now that the one it was sent over has ended
    /// without an answer.
    boolean canRepeat(UpstreamConnection ended) {
        return replay != null && replay.isComplete() && (replay.leftNothing() || ended.hasReadNothing());
    }

    /// Whether no byte of the request left this machine.
    boolean leftNothing() {
        return replay != null && replay.isComplete() && replay.leftNothing();
    }

    /// Sends over a fresh connection what was sent before, and goes on there.
    void repeat(Wire upstream) {
        Replay sent = Objects.requireNonNull(replay);
        replay = null;
        wire = upstream;
        sent.repeat(upstream);
    }

    /// The upstream is there: nothing needs to be sent again.
    void arrived() {
        if (replay != null) {
            replay.release();
            replay = null;
        }
    }

    /// Sends on what belongs to the body.
    void take(ByteBuf in) {
        BodyReader body = Objects.requireNonNull(exchange.request().body());
        boolean ended = body.read(in, this::pass);
        Fault fault = body.fault();
        if (fault != null) {
            exchange.requestFaulty(Problems.of(fault));
        } else if (ended && at == At.SENDING) {
            at = At.SENT;
        }
    }

    private void pass(ByteBuf bytes, int from, int length, boolean last) {
        exchange.request().countBody(length);
        if (length == 0) {
            return;
        }
        if (first != null && length <= first.writableBytes()) {
            first.writeBytes(bytes, from, length);
        } else {
            send(bytes.retainedSlice(from, length));
        }
    }

    private void send(ByteBuf bytes) {
        sendFirst();
        write(bytes);
    }

    private void sendFirst() {
        ByteBuf head = first;
        if (head != null) {
            first = null;
            write(head);
        }
    }

    private void write(ByteBuf bytes) {
        Wire upstream = Objects.requireNonNull(wire);
        if (replay == null) {
            upstream.write(bytes);
        } else {
            replay.write(upstream, bytes);
        }
    }

    void flush() {
        if (wire != null) {
            sendFirst();
            wire.flush();
        }
    }

    /// Lets go of what was not sent.
    void release() {
        if (first != null) {
            first.release();
            first = null;
        }
        arrived();
        wire = null;
        at = at == At.SENT ? At.SENT : At.ENDED;
    }
}
