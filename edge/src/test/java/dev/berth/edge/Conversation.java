package dev.berth.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// One end of a connection, spoken to in bytes. Used for the client's end and for a scripted upstream's end.
///
/// Every read gives up after ten seconds, so that a test which waits in vain fails.
public final class Conversation implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Socket socket;
    private final InputStream in;

    Conversation(Socket socket) {
        this.socket = socket;
        try {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Conversation with(InetSocketAddress address) {
        Socket socket = new Socket();
        try {
            socket.connect(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Conversation(socket);
    }

    public Conversation send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Conversation send(byte[] bytes) {
        return send(bytes, 0, bytes.length);
    }

    public Conversation send(byte[] bytes, int from, int length) {
        try {
            socket.getOutputStream().write(bytes, from, length);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// The bytes up to and with the next empty line.
    public String readHead() {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int b = readByte();
            if (b < 0) {
                throw new UncheckedIOException(new EOFException("in a head: " + head));
            }
            head.append((char) b);
        }
        return head.toString();
    }

    public String read(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int b = readByte();
            if (b < 0) {
                throw new UncheckedIOException(new EOFException("after: " + text));
            }
            text.append((char) b);
        }
        return text.toString();
    }

    /// Everything up to the end of the other side's output.
    public String readToEnd() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int b = readByte();
        while (b >= 0) {
            all.write(b);
            b = readByte();
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /// Whether a byte is there within a moment. False may be wrong; true never is.
    public boolean hasMore() {
        try {
            socket.setSoTimeout(100);
            in.mark(1);
            boolean more = in.read() >= 0;
            in.reset();
            return more;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            restorePatience();
        }
    }

    private void restorePatience() {
        try {
            socket.setSoTimeout((int) PATIENCE.toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// True when the other side ends or breaks the connection without sending more.
    public boolean isEnded() {
        try {
            return readByte() < 0;
        } catch (UncheckedIOException _) {
            return true;
        }
    }

    /// A head, and a body of the length that it declares.
    public Message readMessage() {
        String head = readHead();
        String body = "";
        for (String line : head.lines().toList()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                body = read(
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()));
            }
        }
        if (head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked")) {
            body = readChunked();
        }
        return new Message(head, body);
    }

    /// A chunked body with its framing.
    public String readChunked() {
        StringBuilder body = new StringBuilder();
        while (true) {
            String size = readLine();
            body.append(size);
            int length = Integer.parseInt(size.strip(), 16);
            if (length == 0) {
                String line = readLine();
                while (!line.equals("\r\n")) {
                    body.append(line);
                    line = readLine();
                }
                return body.append(line).toString();
            }
            body.append(read(length + 2));
        }
    }

    public String readLine() {
        StringBuilder line = new StringBuilder();
        while (line.length() == 0 || line.charAt(line.length() - 1) != '\n') {
            line.append(read(1));
        }
        return line.toString();
    }

    /// Reads and counts, for bodies that are too large to keep.
    public long skip(long length) {
        byte[] buffer = new byte[64 * 1024];
        long left = length;
        try {
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    break;
                }
                left -= count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return length - left;
    }

    private int readByte() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Conversation endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// Breaks the connection: the other side sees a reset.
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A head and its body, as they came.
    public record Message(String head, String body) {

        public String startLine() {
            return head.substring(0, head.indexOf('\r'));
        }

        public int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        /// The values of a header, in their order.
        public List<String> header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }
    }
}
