package dev.berth.hostd.instances;

import dev.berth.domain.instance.Reach;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One `GET` on a connection of its own, all of it within one limit however slowly the answer comes.
///
/// It reads the status and the beginning of the body and no more, and follows no redirect.
final class HealthCall {

    private static final int MOST_HEAD = 64 * 1024;
    private static final int MOST_BODY = 512;
    private static final int BODY_MILLIS = 250;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.\\d (\\d{3})(?: .*)?");
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:[ \\t]*(\\d{1,9})");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding:.*chunked");
    private static final Pattern CHUNK = Pattern.compile("(?s)([0-9a-fA-F]{1,4})[^\\n]*\\n(.*)");

    private final Reach.At at;
    private final long end;

    private HealthCall(Reach.At at, Duration limit) {
        this.at = at;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /// @param body its beginning, as text
    record Reply(int status, String body) {}

    /// @throws SocketTimeoutException when the time is up
    static Reply get(Reach.At at, String path, Duration limit) throws IOException {
        return new HealthCall(at, limit).get(path);
    }

    private Reply get(String path) throws IOException {
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            socket.connect(new InetSocketAddress(at.host(), at.port()), left());
            String host = at.host().contains(":") ? "[" + at.host() + "]" : at.host();
            String request = """
                    GET %s HTTP/1.1\r
                    Host: %s:%d\r
                    User-Agent: berth-health\r
                    Accept: */*\r
                    Connection: close\r
                    \r
                    """.formatted(path, host, at.port());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return reply(socket);
        }
    }

    private Reply reply(Socket socket) throws IOException {
        String head = head(socket);
        while (status(head) / 100 == 1) {
            head = head(socket);
        }
        int status = status(head);
        boolean bodyless = status == 204 || status == 304;
        return new Reply(status, bodyless ? "" : body(socket, head));
    }

    private static int status(String head) throws IOException {
        Matcher line = STATUS.matcher(head.lines().findFirst().orElse(""));
        if (!line.matches()) {
            throw new IOException("what it said is not HTTP");
        }
        return Integer.parseInt(line.group(1));
    }

    /// Byte by byte, so that nothing of the body is taken; a head is short.
    private String head(Socket socket) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            socket.setSoTimeout(left());
            int next = socket.getInputStream().read();
            if (next < 0 || head.size() == MOST_HEAD) {
                throw new IOException(next < 0 ? "the connection was closed" : "the head of its answer is too long");
            }
            head.write(next);
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /// The status is what counts: of the body only what comes at once is read, so that the agent sees no reset.
    private String body(Socket socket, String head) {
        Matcher length = LENGTH.matcher(head);
        byte[] bytes = new byte[length.find() ? Math.min(MOST_BODY, Integer.parseInt(length.group(1))) : MOST_BODY];
        int filled = 0;
        try {
            InputStream in = socket.getInputStream();
            socket.setSoTimeout(Math.min(BODY_MILLIS, left()));
            int read = 0;
            while (read >= 0 && filled < bytes.length) {
                filled += read;
                read = in.read(bytes, filled, bytes.length - filled);
            }
        } catch (IOException _) {
            // What came is enough.
        }
        String text = new String(bytes, 0, filled, StandardCharsets.UTF_8);
        return CHUNKED.matcher(head).find() ? firstChunk(text) : text;
    }

    private static String firstChunk(String text) {
        Matcher chunk = CHUNK.matcher(text);
        if (!chunk.matches()) {
            return "";
        }
        String rest = chunk.group(2);
        return rest.substring(0, Math.min(rest.length(), Integer.parseInt(chunk.group(1), 16)));
    }

    private int left() throws SocketTimeoutException {
        long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw new SocketTimeoutException("its time was up");
        }
        return Math.toIntExact(millis);
    }
}
