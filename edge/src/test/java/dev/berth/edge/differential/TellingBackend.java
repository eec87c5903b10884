package dev.berth.edge.differential;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Stands behind nginx and tells, in the answer to each request, what nginx sent.
final class TellingBackend implements AutoCloseable {

    private final ServerSocketChannel server;

    private TellingBackend(ServerSocketChannel server) {
        this.server = server;
    }

    static TellingBackend at(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket), 256);
        TellingBackend backend = new TellingBackend(server);
        Thread.ofVirtual().start(backend::acceptAll);
        return backend;
    }

    private void acceptAll() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                Thread.ofVirtual().start(() -> serve(channel));
            }
        } catch (ClosedChannelException _) {
            // The run is over.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void serve(SocketChannel channel) {
        try (channel) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            PlainReader reader = new PlainReader(in);
            PlainReader.Message request = reader.request();
            while (request != null) {
                String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + Seen.HEADER + ": "
                        + request.seen().encoded() + "\r\n\r\n";
                channel.write(ByteBuffer.wrap(Latin1.bytes(answer)));
                request = reader.request();
            }
        } catch (IOException e) {
            // nginx left, or sent what is not plain: it gets no answer, says 502, and the comparison shows it.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
