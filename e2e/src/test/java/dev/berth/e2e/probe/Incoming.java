package dev.berth.e2e.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A request as it came over the wire: its head is read, its body is not.
final class Incoming {

    private static final int LONGEST_HEAD = 256 * 1024;

    private final String head;

    private Incoming(String head) {
        this.head = head;
    }

    /// Reads a head with its empty line; null when the caller has no more to say.
    static @Nullable Incoming read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!endsWithEmptyLine(bytes)) {
            int next = in.read();
            if (next < 0 || bytes.size() > LONGEST_HEAD) {
                return null;
            }
            bytes.write(next);
        }
        return new Incoming(bytes.toString(ISO_8859_1));
    }

    private static boolean endsWithEmptyLine(ByteArrayOutputStream bytes) {
        return bytes.size() >= 4 && bytes.toString(ISO_8859_1).endsWith("\r\n\r\n");
    }

    String path() {
        return head.split(" ", 3)[1];
    }

    /// The bytes of the body as they came: with the sizes of its chunks and its trailers when it is chunked.
    byte[] rawBody(InputStream in) throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        if (isChunked()) {
            copyChunks(in, raw);
        } else {
            raw.write(in.readNBytes(Math.toIntExact(length())));
        }
        return raw.toByteArray();
    }

    byte[] rawWith(byte[] body) throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        raw.write(head.getBytes(ISO_8859_1));
        raw.write(body);
        return raw.toByteArray();
    }

    /// Reads a body of a known length, and says how much came.
    long skipBody(InputStream in) throws IOException {
        byte[] some = new byte[64 * 1024];
        long left = length();
        while (left > 0) {
            int read = in.read(some, 0, (int) Math.min(left, some.length));
            if (read < 0) {
                return length() - left;
            }
            left -= read;
        }
        return length();
    }

    private static void copyChunks(InputStream in, ByteArrayOutputStream raw) throws IOException {
        int size;
        do {
            String line = line(in, raw);
            size = Integer.parseInt(line.strip(), 16);
            if (size > 0) {
                raw.write(in.readNBytes(size + 2));
            }
        } while (size > 0);
        String trailer = line(in, raw);
        while (!trailer.equals("\r\n")) {
            trailer = line(in, raw);
        }
    }

    private static String line(InputStream in, ByteArrayOutputStream raw) throws IOException {
        StringBuilder line = new StringBuilder();
        while (!line.toString().endsWith("\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("within a chunk");
            }
            raw.write(next);
            line.append((char) next);
        }
        return line.toString();
    }

    private boolean isChunked() {
        return header("transfer-encoding").equalsIgnoreCase("chunked");
    }

    private long length() {
        String length = header("content-length");
        return length.isEmpty() ? 0 : Long.parseLong(length);
    }

    private String header(String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
