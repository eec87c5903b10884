package dev.berth.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/// One kept-alive HTTP/1.1 connection, to the engine's socket or to Berth: the least that a client can do.
public final class BareHttp implements AutoCloseable {

    private final SocketChannel channel;
    private final InputStream in;
    private final String headers;

    private BareHttp(SocketChannel channel, String headers) {
        this.channel = channel;
        this.in = new BufferedInputStream(Channels.newInputStream(channel));
        this.headers = headers;
    }

    public static BareHttp toEngine(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return new BareHttp(channel, "");
    }

    /// @param headers that each request brings along, each with its line end
    static BareHttp to(InetSocketAddress server, String headers) throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new BareHttp(channel, headers);
    }

    /// Sends a request and returns the answer's body.
    ///
    /// @throws IOException when the status is not a success, or says that it is not done yet
    public String call(String method, String path, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        byte[] head = "%s %s HTTP/1.1\r\nHost: bench\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(method, path, headers, content.length)
                .getBytes(StandardCharsets.US_ASCII);
        write(ByteBuffer.allocate(head.length + content.length)
                .put(head)
                .put(content)
                .flip());
        return answer(method + " " + path);
    }

    private void write(ByteBuffer rest) throws IOException {
        while (rest.hasRemaining()) {
            int written = channel.write(rest);
            if (written < 0) {
                throw new IOException("the other side takes no more");
            }
        }
    }

    private String answer(String what) throws IOException {
        String status = line();
        int length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            chunked |= lower.startsWith("transfer-encoding: chunked");
        }
        String body = chunked ? chunks() : new String(in.readNBytes(length), StandardCharsets.UTF_8);
        boolean done = status.startsWith("HTTP/1.1 2") && !status.startsWith("HTTP/1.1 202");
        if (!done && !status.startsWith("HTTP/1.1 304")) {
            throw new IOException(what + ": " + status + " " + body);
        }
        return body;
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
            line();
        }
        line();
        return body.toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the other side hung up");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
