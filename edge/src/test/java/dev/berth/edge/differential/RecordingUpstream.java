package dev.berth.edge.differential;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// Keeps every byte that it is sent, and answers each whole request.
final class RecordingUpstream implements AutoCloseable {

    private static final byte[] OK = Latin1.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    private static final int PATIENCE_SECONDS = 20;

    private final ServerSocket server;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();

    RecordingUpstream() throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::acceptAll);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    /// What came, for each connection in the order in which they were opened. Ends them.
    List<String> received() {
        return connections.stream().map(Connection::received).toList();
    }

    private void acceptAll() {
        try {
            while (true) {
                Connection connection = new Connection(server.accept());
                connections.add(connection);
                Thread.ofVirtual().start(connection::serve);
            }
        } catch (IOException e) {
            // The case is over.
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

    private static final class Connection {

        private final Socket socket;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<String> all = new CompletableFuture<>();

        Connection(Socket socket) {
            this.socket = socket;
        }

        void serve() {
            try (socket) {
                socket.setTcpNoDelay(true);
                PlainReader reader = new PlainReader(new Keeping(new BufferedInputStream(socket.getInputStream())));
                while (reader.request() != null) {
                    socket.getOutputStream().write(OK);
                }
            } catch (IOException | RuntimeException e) {
                // Broken off, or not plain: what came so far tells.
            }
            all.complete(Latin1.text(bytes.toByteArray()));
        }

        /// The edge gives up an idle connection whose other side ends.
        String received() {
            try {
                socket.shutdownOutput();
            } catch (IOException e) {
                // It has ended already.
            }
            return all.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }

        /// Keeps what is read.
        private final class Keeping extends FilterInputStream {

            Keeping(InputStream in) {
                super(in);
            }

            @Override
            public int read() throws IOException {
                int b = in.read();
                if (b >= 0) {
                    bytes.write(b);
                }
                return b;
            }

            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                int count = in.read(target, from, length);
                if (count > 0) {
                    bytes.write(target, from, count);
                }
                return count;
            }
        }
    }
}
