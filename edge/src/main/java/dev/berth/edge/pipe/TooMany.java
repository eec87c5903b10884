package dev.berth.edge.pipe;

import dev.berth.edge.http.HeadWriter;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.LocalHead;
import dev.berth.edge.http.RequestId;
import dev.berth.kit.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.nio.ByteBuffer;

/// Turns a connection away that is one too many.
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a channel is heard by its handler
final class TooMany {

    private TooMany() {}

    static void turnAway(Channel channel, RequestId id) {
        ByteBuffer body = Problems.body(Problems.TOO_MANY_CONNECTIONS, id);
        HeaderLines headers =
                new HeaderLines().add("Content-Type", Problem.MEDIA_TYPE).add("Retry-After", "1");
        ByteBuf out = channel.alloc().ioBuffer(256 + body.remaining());
        LocalHead.write(
                Problems.TOO_MANY_CONNECTIONS.status(),
                headers,
                body.remaining(),
                id,
                HeadWriter.Connection.CLOSE,
                out);
        channel.writeAndFlush(out.writeBytes(body)).addListener(ChannelFutureListener.CLOSE);
    }
}
