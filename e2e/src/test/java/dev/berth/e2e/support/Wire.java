package dev.berth.e2e.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// A caller's connection, of which a scenario writes and reads every byte itself. Text is one byte a character.
public final class Wire implements AutoCloseable {

    private static final int LIMIT_MILLIS = 60_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;

    public Wire(String url) {
        this(new InetSocketAddress(URI.create(url).getHost(), URI.create(url).getPort()));
    }

    public Wire(InetSocketAddress address) {
        try {
            socket.connect(address, LIMIT_MILLIS);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An answer's head.
    public record Head(String text) {

        public int status() {
            return Integer.parseInt(text.split(" ", 3)[1]);
        }

        public Optional<String> header(String name) {
            return text.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }

        boolean hasNoBody() {
            return status() < 200 || status() == 204 || status() == 304;
        }
    }

    /// An answer.
    ///
    /// @param body without the framing of chunks
    public record Reply(Head head, String body) {

        public int status() {
            return head.status();
        }
    }

    /// A head of these lines, with the empty one at its end.
    public static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    public Wire send(String text) {
        return send(text.getBytes(ISO_8859_1));
    }

    public Wire send(byte[] bytes) {
        return send(bytes, bytes.length);
    }

    public Wire send(byte[] bytes, int length) {
        try {
            out.write(bytes, 0, length);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Head head() {
        return new Head(until("\r\n\r\n"));
    }

    /// Everything up to and including this text.
    public String until(String end) {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith(end)) {
            int next = read();
            if (next < 0) {
                throw new AssertionError("ended before " + end.strip() + ": " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    /// The next answer, whole.
    public Reply reply() {
        Head head = head();
        return new Reply(head, head.hasNoBody() ? "" : body(head));
    }

    private String body(Head head) {
        if (head.header("Transfer-Encoding").isPresent()) {
            return chunks();
        }
        return head.header("Content-Length")
                .map(length -> take(Integer.parseInt(length)))
                .orElseGet(this::rest);
    }

    private String chunks() {
        StringBuilder body = new StringBuilder();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.append(take(size));
            take(2);
        }
        String trailer = line();
        while (!trailer.isEmpty()) {
            trailer = line();
        }
        return body.toString();
    }

    private int chunkSize() {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    public String line() {
        String line = until("\r\n");
        return line.substring(0, line.length() - 2);
    }

    /// Exactly so many bytes.
    public String take(int length) {
        try {
            return new String(in.readNBytes(length), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads so many bytes, or fewer when the other side ends, and forgets them.
    public long skip(long bytes) {
        byte[] some = new byte[64 * 1024];
        long left = bytes;
        try {
            while (left > 0) {
                int read = in.read(some, 0, (int) Math.min(left, some.length));
                if (read < 0) {
                    return bytes - left;
                }
                left -= read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    /// Everything until the other side ends the connection.
    public String rest() {
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            in.transferTo(all);
            return all.toString(ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the other side has ended the connection, after it has said nothing more.
    public boolean ended() {
        return read() < 0;
    }

    private int read() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
