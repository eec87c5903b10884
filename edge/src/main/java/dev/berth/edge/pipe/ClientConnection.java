package dev.berth.edge.pipe;

import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Peer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client connection: brings what happens to its channel before its present phase, and keeps the bytes that the
/// phase does not take yet.
final class ClientConnection extends ChannelInboundHandlerAdapter implements Audience, Timed {

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final Loop loop;
    private final Peer peer;
    private final Wire wire;
    private final Runnable closed;
    private final ReadingHead readingHead = new ReadingHead(this);
    private ClientPhase phase = readingHead;
    private @Nullable ByteBuf held;
    private long deadline = Deadlines.NEVER;
    private boolean feeding;
    private boolean inputEnded;

    /// @param closed run once when the connection is gone
    ClientConnection(Loop loop, Peer peer, Channel channel, Runnable closed) {
        this.loop = loop;
        this.peer = peer;
        this.wire = new Wire(channel);
        this.closed = closed;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    Peer peer() {
        return peer;
    }

    Wire wire() {
        return wire;
    }

    @Override
    public ByteBuf buffer(int capacity) {
        return wire.buffer(capacity);
    }

    @Override
    public void write(ByteBuf bytes) {
        wire.write(bytes);
    }

    @Override
    public void flush() {
        wire.flush();
    }

    @Override
    public boolean takesMore() {
        return wire.isWritable();
    }

    /// The client will send nothing more than what is held.
    boolean hasInputEnded() {
        return inputEnded;
    }

    /// Bytes have come that no phase has taken yet.
    boolean holdsBytes() {
        return held != null && held.isReadable();
    }

    /// What is held is offered to the next phase when the present event ends.
    @Override
    public void become(ClientPhase next) {
        phase = next;
    }

    @Override
    public void deadlineIn(Duration wait) {
        deadline = loop.deadlines().after(wait);
    }

    @Override
    public void deadlineAt(long instant) {
        deadline = instant;
    }

    @Override
    public void noDeadline() {
        deadline = Deadlines.NEVER;
    }

    @Override
    public boolean canFollow(ClientRequest request) {
        return LocalAnswers.keepsClient(this, request);
    }

    @Override
    public void decide(ClientRequest request, Supplier<Decision> decider) {
        Decisions.decide(this, request, decider);
    }

    /// Goes on with the next request, or ends the connection.
    @Override
    public void answered(ClientRequest request, boolean keep) {
        if (!keep) {
            Lingering.begin(this, request.isBodyWhole());
            request.release(loop);
        } else if (request.isBodyWhole()) {
            request.release(loop);
            awaitNextRequest();
        } else {
            new Discarding(this, request).begin();
        }
    }

    @Override
    public void cutOff(boolean endsLikeABody) {
        if (endsLikeABody) {
            become(new ClientPhase.Gone());
            wire.reset();
        } else {
            Lingering.cut(this);
        }
    }

    /// Waits for the next request, or takes it from what is held.
    void awaitNextRequest() {
        readingHead.begin();
        phase = readingHead;
        resume();
    }

    @Override
    public void resume() {
        if (!feeding) {
            feed();
            phase.flush();
        }
    }

    @Override
    public void adjustReading() {
        boolean room =
                held == null || held.readableBytes() < loop.limits().flow().held();
        wire.read(room && phase.wantsMore());
    }

    private void feed() {
        feeding = true;
        try {
            while (held != null && phase.take(held)) {
                dropIfEmpty();
            }
        } finally {
            feeding = false;
        }
        dropIfEmpty();
        if (inputEnded) {
            endIfUseless();
        }
        adjustReading();
    }

    /// After the client's last byte, a phase that needs more of them will not get anywhere.
    private void endIfUseless() {
        if (held == null && phase.needsMore()) {
            wire.finish();
        }
    }

    private void dropIfEmpty() {
        if (held != null && !held.isReadable()) {
            held.release();
            held = null;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        loop.deadlines().watch(this);
        readingHead.begin();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        held = held == null ? bytes : joined(held, bytes);
        if (!feeding) {
            feed();
        }
    }

    /// What is held is small, so that copying costs little.
    private ByteBuf joined(ByteBuf first, ByteBuf second) {
        ByteBuf both = wire.buffer(first.readableBytes() + second.readableBytes());
        both.writeBytes(first).writeBytes(second);
        first.release();
        second.release();
        return both;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        phase.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (wire.isWritable()) {
            phase.writable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !inputEnded) {
            inputEnded = true;
            phase.inputEnded();
            phase.flush();
            endIfUseless();
        }
    }

    /// Faults of the network end the connection quietly. Anything else is a bug, which must not leave it half alive.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.atDebug().addKeyValue("reason", cause.toString()).log("client connection failed");
        } else {
            LOG.atError().setCause(cause).log("client connection closed after a bug");
        }
        wire.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.deadlines().forget(this);
        ClientPhase last = phase;
        phase = new ClientPhase.Gone();
        if (held != null) {
            held.release();
            held = null;
        }
        last.gone();
        closed.run();
    }

    @Override
    public void closeIfIdle() {
        if (phase == readingHead && !readingHead.hasBegun()) {
            wire.finish();
        }
    }

    @Override
    public void cut() {
        wire.close();
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void expired() {
        deadline = Deadlines.NEVER;
        phase.expired();
        phase.flush();
    }
}
