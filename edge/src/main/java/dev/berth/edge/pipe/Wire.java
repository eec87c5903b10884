package dev.berth.edge.pipe;

import dev.berth.edge.socket.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;

/// One channel as the pipe uses it: writes that are flushed together, reading that can pause, ways to end.
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a channel is heard by its handler
final class Wire {

    private final Channel channel;
    private boolean unflushed;
    private long written;
    private boolean reading = true;

    Wire(Channel channel) {
        this.channel = channel;
    }

    ByteBuf buffer(int capacity) {
        return channel.alloc().ioBuffer(capacity);
    }

    /// Takes the buffer over. What is written goes out with the next [#flush()].
    void write(ByteBuf bytes) {
        unflushed = true;
        written += bytes.readableBytes();
        channel.write(bytes, channel.voidPromise());
    }

    /// As [#write], with a future that tells whether the system took the bytes.
    ChannelFuture writeWatched(ByteBuf bytes) {
        unflushed = true;
        written += bytes.readableBytes();
        return channel.write(bytes);
    }

    /// Bytes that were ever written here.
    long written() {
        return written;
    }

    /// How many of them the other side has taken for sure; see [Transport#acknowledgedBytes].
    long acknowledged(Transport transport) {
        return transport.acknowledgedBytes(channel);
    }

    void flush() {
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    /// False when so much is waiting to be sent that no more should be read for this wire.
    boolean isWritable() {
        return channel.isWritable();
    }

    boolean isOpen() {
        return channel.isActive();
    }

    void read(boolean wanted) {
        if (reading != wanted) {
            reading = wanted;
            channel.config().setAutoRead(wanted);
        }
    }

    /// Sends what was written, then ends this direction. The other one stays open.
    void endOutput() {
        flushThen(future -> {
            if (channel instanceof DuplexChannel duplex && duplex.isActive()) {
                duplex.shutdownOutput();
            }
        });
    }

    /// Sends what was written, then closes.
    void finish() {
        flushThen(ChannelFutureListener.CLOSE);
    }

    private void flushThen(ChannelFutureListener after) {
        unflushed = false;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(after);
    }

    void close() {
        channel.close();
    }

    /// Closes so that the other side notices a fault even where the end of the connection would end a body.
    void reset() {
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        channel.close();
    }
}
