package dev.berth.edge.pipe;

import dev.berth.edge.route.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to an upstream. Serves one exchange after the other, and rests in the pool between them.
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements Timed {

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);

    private final Loop loop;
    private final Upstream upstream;
    private final Wire wire;
    private final Idle idle = new Idle(this);
    private UpstreamUser user = idle;
    private boolean readFailed;
    private boolean spoiled;
    private long deadline = Deadlines.NEVER;
    private long writtenBefore;

    /// Added to the pipeline of a channel that is connected.
    UpstreamConnection(Loop loop, Upstream upstream, Channel channel) {
        this.loop = loop;
        this.upstream = upstream;
        this.wire = new Wire(channel);
        loop.deadlines().watch(this);
    }

    Wire wire() {
        return wire;
    }

    Upstream upstream() {
        return upstream;
    }

    void serve(UpstreamUser next) {
        deadline = Deadlines.NEVER;
        writtenBefore = wire.written();
        user = next;
    }

    /// Whether the other side, which has just ended the connection, is known to have read nothing since [#serve].
    ///
    /// The end of its output carries the number of bytes that its kernel had taken by then. What comes later finds
    /// a closed socket.
    boolean hasReadNothing() {
        long acknowledged = wire.acknowledged(loop.transport());
        return acknowledged >= 0 && acknowledged <= writtenBefore + 1;
    }

    /// Marks that what comes next over this connection cannot be trusted to belong to the next answer.
    void spoil() {
        spoiled = true;
    }

    /// Ends the use in good order: the connection waits in the pool for the next.
    void rest(long until) {
        user = idle;
        wire.read(true);
        if (spoiled || !wire.isOpen()) {
            wire.close();
        } else {
            deadline = until;
            loop.pool().put(this);
        }
    }

    /// Ends the use and the connection.
    void discard() {
        user = idle;
        wire.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        user.upstreamBytes((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        user.upstreamReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (wire.isWritable()) {
            user.upstreamWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (readFailed) {
                wire.close();
            } else {
                user.upstreamEnded();
            }
        }
    }

    /// A failed write leaves the connection open, because the answer to what was sent may still be read.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.atDebug().addKeyValue("reason", cause.toString()).log("upstream connection failed");
        if (!(cause instanceof ChannelOutputShutdownException)) {
            readFailed = true;
            if (!(cause instanceof IOException)) {
                LOG.atError().setCause(cause).log("upstream connection closed after a bug");
                wire.close();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.deadlines().forget(this);
        UpstreamUser last = user;
        user = idle;
        loop.pool().forget(this);
        last.upstreamBroken();
    }

    @Override
    public void closeIfIdle() {
        if (user instanceof Idle) {
            wire.close();
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

    /// Only an idle connection has a deadline of its own.
    @Override
    public void expired() {
        deadline = Deadlines.NEVER;
        wire.close();
    }

    /// The use of a connection that nobody uses: whatever happens to it ends it.
    record Idle(UpstreamConnection connection) implements UpstreamUser {

        @Override
        public void upstreamBytes(ByteBuf in) {
            in.release();
            close();
        }

        @Override
        public void upstreamEnded() {
            close();
        }

        private void close() {
            connection.loop.pool().forget(connection);
            connection.wire.close();
        }

        @Override
        public void upstreamReadComplete() {
            // Nothing was written.
        }

        @Override
        public void upstreamBroken() {
            // It left the pool already.
        }

        @Override
        public void upstreamWritable() {
            // Nothing waits to be written.
        }
    }
}
