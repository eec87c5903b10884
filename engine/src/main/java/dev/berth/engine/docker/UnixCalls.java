package dev.berth.engine.docker;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/// Short exchanges over a unix socket, each on a connection that is opened for it.
///
/// A general HTTP client takes some milliseconds for what takes the engine a tenth of one, and an agent's life is ten
/// such exchanges one after another.
final class UnixCalls implements Calls {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final UnixDomainSocketAddress socket;
    private final Semaphore free;

    /// @param most exchanges at the same time; more wait for their turn
    UnixCalls(String socket, int most) {
        this.socket = UnixDomainSocketAddress.of(socket);
        this.free = new Semaphore(most, true);
    }

    @Override
    public Reply exchange(Call call) throws IOException, InterruptedException {
        free.acquire();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(socket);
            send(channel, call);
            return new ReplyReader(new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES)).read();
        } finally {
            free.release();
        }
    }

    private static void send(SocketChannel channel, Call call) throws IOException {
        byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
        String type = body.length == 0 ? "" : "Content-Type: application/json\r\n";
        String head = "%s %s HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n"
                .formatted(call.method(), call.path(), type, body.length);
        ByteBuffer rest = ByteBuffer.allocate(head.length() + body.length)
                .put(head.getBytes(StandardCharsets.US_ASCII))
                .put(body)
                .flip();
        while (rest.hasRemaining()) {
            int written = channel.write(rest);
            if (written < 0) {
                throw new IOException("the engine takes no more");
            }
        }
    }

    @Override
    public void close() {
        // Nothing stays open between exchanges.
    }
}
