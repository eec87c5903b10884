package dev.berth.controlplane.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Speaks HTTP/1.1 over a unix-domain socket, one request a connection.
final class SocketHttp {

    private SocketHttp() {}

    /// An answer whose body is still on its way.
    static final class Open implements AutoCloseable {

        private final SocketChannel channel;
        private final InputStream in;
        private final int status;
        private final Map<String, List<String>> headers = new TreeMap<>();
        private final boolean bodiless;

        private Open(SocketChannel channel, boolean head) throws IOException {
            this.channel = channel;
            this.in = new BufferedInputStream(Channels.newInputStream(channel));
            this.status = Integer.parseInt(line().substring(9, 12));
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
            this.bodiless = head || status == 204 || status == 304;
        }

        int status() {
            return status;
        }

        String header(String name) {
            return String.join(", ", headers.getOrDefault(name, List.of()));
        }

        /// The next chunk; empty at the end.
        byte[] chunk() throws IOException {
            byte[] bytes = in.readNBytes(Integer.parseInt(line(), 16));
            line();
            return bytes;
        }

        /// So much of a body that has a length.
        byte[] bytes(int length) throws IOException {
            return in.readNBytes(length);
        }

        String text() throws IOException {
            if (bodiless) {
                return "";
            }
            if (!header("transfer-encoding").equals("chunked")) {
                return new String(in.readNBytes(Integer.parseInt(header("content-length"))), StandardCharsets.UTF_8);
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
                all.writeBytes(chunk);
            }
            return all.toString(StandardCharsets.UTF_8);
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("the server closed the connection after: " + line);
                }
                if (b != '\r') {
                    line.write(b);
                }
            }
            return line.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    static Open open(Path socket, String method, String target, List<String> headers, byte[] body) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: berth.example:8081\r\n");
        headers.forEach(each -> head.append(each).append("\r\n"));
        if (body.length > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        write(channel, (head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        write(channel, body);
        return new Open(channel, method.equals("HEAD"));
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            int written = channel.write(rest);
            if (written < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
    }
}
