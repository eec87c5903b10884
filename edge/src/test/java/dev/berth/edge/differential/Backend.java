package dev.berth.edge.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// A server of a test's own behind nginx, at a socket in the file system.
final class Backend implements AutoCloseable {

    /// What is done with a connection. A failure ends it: nginx has left, or sent what is not plain; then it gets no
    /// answer and says so, and the comparison shows it.
    @FunctionalInterface
    interface Service {
        void serve(SocketChannel channel) throws IOException;
    }

    private final ServerSocketChannel server;
    private final Service service;

    private Backend(ServerSocketChannel server, Service service) {
        this.server = server;
        this.service = service;
    }

    static Backend at(Path socket, Service service) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket), 256);
        Backend backend = new Backend(server, service);
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

    private void serve(SocketChannel channel) {
        try (channel) {
            service.serve(channel);
        } catch (IOException _) {
            // See above.
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
