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
        /// The upstream takes no more.
        REFUSED
    }

    private final Exchange exchange;
    private At at = At.WAITING;
    private @Nullable UpstreamConnection upstream;
    /// What goes out first, as long as more may be joined to it.
    private @Nullable ByteBuf first;

    Upload(Exchange exchange) {
        this.exchange = exchange;
    }

    boolean isSending() {
        return at == At.SENDING;
    }

    boolean isSent() {
        return at == At.SENT;
    }

    void begin(UpstreamConnection connection, boolean reused) {
        upstream = connection;
        ClientRequest request = exchange.request();
        int room = HeadWriter.room(request.head(), exchange.forward().request());
        ByteBuf head = connection.wire().buffer(room + joinable(request));
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
        if (at == At.REFUSED || length == 0) {
            return;
        }
        if (first != null && length <= first.writableBytes()) {
            first.writeBytes(bytes, from, length);
        } else {
            send(bytes.retainedSlice(from, length));
        }
    }

    private void send(ByteBuf bytes) {
        flushFirst();
        Objects.requireNonNull(upstream).wire().write(bytes);
    }

    private void flushFirst() {
        ByteBuf head = first;
        if (head != null) {
            first = null;
            Objects.requireNonNull(upstream).wire().write(head);
        }
    }

    void flush() {
        flushFirst();
        if (upstream != null) {
            upstream.wire().flush();
        }
    }

    /// Lets go of what was not sent.
    void release() {
        if (first != null) {
            first.release();
            first = null;
        }
        upstream = null;
        at = at == At.SENT ? At.SENT : At.REFUSED;
    }
}
