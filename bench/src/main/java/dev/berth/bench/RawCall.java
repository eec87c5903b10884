package dev.berth.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/// One call on a connection of its own: the least that a caller can do.
public final class RawCall {

    private static final int CONNECT_MILLIS = 200;
    private static final int ANSWER_MILLIS = 60_000;
    private static final long BETWEEN_TRIES = 1_000_000;

    private RawCall() {}

    /// Gets something, and waits until the answer is whole.
    ///
    /// @param headers more of them, each with its line end
    /// @throws IOException when the status is not 200
    public static void get(InetSocketAddress server, String path, String headers) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, ANSWER_MILLIS);
            ask(socket, server, path, headers);
        }
    }

    /// Tries every millisecond to connect, then gets something.
    public static void getOnceThere(InetSocketAddress server, String path) throws IOException {
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(server, CONNECT_MILLIS);
                ask(socket, server, path, "");
                return;
            } catch (ConnectException | SocketTimeoutException _) {
                LockSupport.parkNanos(BETWEEN_TRIES);
            }
        }
    }

    private static void ask(Socket socket, InetSocketAddress server, String path, String headers) throws IOException {
        socket.setSoTimeout(ANSWER_MILLIS);
        socket.setTcpNoDelay(true);
        String head = "GET %s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\n%s\r\n"
                .formatted(path, server.getHostString(), server.getPort(), headers);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        if (!answer.startsWith("HTTP/1.1 200 ")) {
            throw new IOException(
                    "GET " + path + ": " + answer.lines().findFirst().orElse("no answer"));
        }
    }
}
