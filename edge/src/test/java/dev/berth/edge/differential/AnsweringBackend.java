package dev.berth.edge.differential;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Stands behind nginx and answers, byte for byte, what a case says that is named in the request's header [#CASE].
final class AnsweringBackend implements AutoCloseable {

    static final String CASE = "X-Case";

    private final ServerSocketChannel server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    /// @param ends the connection ends behind the bytes; else it stays until nginx has had enough
    private record Answer(String bytes, boolean ends) {}

    private AnsweringBackend(ServerSocketChannel server) {
        this.server = server;
    }

    static AnsweringBackend at(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket), 256);
        AnsweringBackend backend = new AnsweringBackend(server);
        Thread.ofVirtual().start(backend::acceptAll);
        return backend;
    }

    /// From now on the case is answered so, once.
    void answer(String name, String bytes, boolean ends) {
        answers.put(name, new Answer(bytes, ends));
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

    private void serve(SocketChannel channel) {
        try (channel) {
            BufferedInputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            PlainReader.Message request = new PlainReader(in).request();
            Answer answer =
                    request == null ? null : answers.remove(request.values(CASE).getFirst());
            if (answer == null) {
                return;
            }
            ByteBuffer bytes = ByteBuffer.wrap(Latin1.bytes(answer.bytes()));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (!answer.ends()) {
                in.read();
            }
        } catch (IOException e) {
            // nginx has left.
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
