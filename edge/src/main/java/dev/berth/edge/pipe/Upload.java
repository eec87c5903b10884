package dev.berth.edge.pipe;

import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.Fault;
import dev.berth.edge.http.HeadWriter;
import dev.berth.edge.route.BodySource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The way of a request to its upstream: the edited head, what is kept of the body, and the rest as it comes.
final class Upload {

    /// A body's first bytes up to this size travel in one buffer with the head.
    private static final int JOINED = 4096;

    private enum At {
        /// No upstream connection yet: nothing is taken.
        WAITING,
        /// What is kept goes out.
        KEPT,
        /// What the client sends goes out.
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
    private @Nullable Pump pump;

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
        BodySource kept = request.kept();
        int room = HeadWriter.room(request.head(), exchange.forward().request());
        ByteBuf head = upstream.buffer(room + joinable(request, kept));
        HeadWriter.request(request.head(), exchange.forward().request(), request.awaitsContinue(), head);
        first = head;
        if (kept == null) {
            keptSent();
        } else if (kept instanceof BodySource.InMemory memory) {
            send(memory.bytes());
            keptSent();
        } else {
            at = At.KEPT;
            pump = new Pump(exchange.client().loop(), kept, new KeptBody(exchange, this));
            pump.start();
        }
    }

    private static int joinable(ClientRequest request, @Nullable BodySource kept) {
        if (kept != null) {
            return kept.length() <= JOINED ? (int) kept.length() : 0;
        }
        BodyReader body = request.body();
        if (body == null) {
            return 0;
        }
        long missing = body.missing();
        return missing < 0 ? JOINED : (int) Math.min(JOINED, missing);
    }

    private void send(byte[] bytes) {
        if (first != null && bytes.length <= first.writableBytes()) {
            first.writeBytes(bytes);
        } else {
            send(Unpooled.wrappedBuffer(bytes));
        }
    }

    /// What comes from the client is next.
    void keptSent() {
        at = exchange.request().isBodyWhole() ? At.SENT : At.SENDING;
    }

    /// The upstream takes more again.
    void flow() {
        if (pump != null) {
            pump.flow();
        }
    }

    /// Whether the request may be sent again over a fresh connection, now that the one it was sent over has ended
    /// without an answer.
    boolean canRepeat(UpstreamConnection ended) {
        return leftNothing() || (canRepeat() && ended.hasReadNothing());
    }

    /// Whether no byte of the request left this machine.
    boolean leftNothing() {
        return canRepeat() && Objects.requireNonNull(replay).leftNothing();
    }

    private boolean canRepeat() {
        return replay != null
                && (replay.isComplete()
                        || (replay.hasBegun() && exchange.request().canBeSentAgain()));
    }

    /// Sends over a fresh connection what was sent before, and goes on there.
    void repeat(Wire upstream) {
        Replay sent = Objects.requireNonNull(replay);
        if (exchange.request().canBeSentAgain()) {
            release();
            begin(upstream, false);
        } else {
            replay = null;
            wire = upstream;
            sent.repeat(upstream);
        }
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
        exchange.request().streamed();
        if (first != null && length <= first.writableBytes()) {
            first.writeBytes(bytes, from, length);
        } else {
            send(bytes.retainedSlice(from, length));
        }
    }

    /// Takes the buffer over.
    void send(ByteBuf bytes) {
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
        if (pump != null) {
            pump.close();
            pump = null;
        }
        arrived();
        wire = null;
        at = at == At.SENT ? At.SENT : At.ENDED;
    }
}
