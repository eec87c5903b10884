package dev.berth.edge.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/// Changes streams of requests in the ways that attackers do, and in some that nobody thought of.
public final class Mutations {

    private static final List<String> PIECES = List.of(
            "\r\n",
            "\n",
            "\r",
            " ",
            "\t",
            ":",
            ";",
            ",",
            "0",
            "1",
            "\0",
            "\r\n\r\n",
            "Content-Length: 3\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Host: b\r\n",
            "HTTP/1.1",
            "HTTP/1.0",
            "0\r\n\r\n",
            "5\r\n",
            "chunked",
            " chunked",
            "X: y\r\n",
            "\u00ff",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "Connection: close\r\n",
            "+",
            "-",
            "\u000b",
            "Expect: 100-continue\r\n",
            "//",
            "?",
            "%",
            "\"");

    private Mutations() {}

    /// One to three changes.
    public static byte[] mutate(byte[] stream, RandomGenerator random) {
        byte[] changed = stream;
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            changed = mutateOnce(changed, random);
        }
        return changed;
    }

    private static byte[] mutateOnce(byte[] stream, RandomGenerator random) {
        int at = random.nextInt(stream.length + 1);
        int cut = Math.min(stream.length - at, random.nextInt(3));
        byte[] piece = switch (random.nextInt(4)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {(byte) random.nextInt(256)};
            case 2 -> copy(stream, random);
            default -> PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.ISO_8859_1);
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(stream, 0, at);
        out.writeBytes(piece);
        out.write(stream, at + cut, stream.length - at - cut);
        return out.size() == 0 ? new byte[] {'G'} : out.toByteArray();
    }

    /// A line or so from elsewhere in the stream.
    private static byte[] copy(byte[] stream, RandomGenerator random) {
        int from = random.nextInt(stream.length);
        int length = Math.min(stream.length - from, 1 + random.nextInt(24));
        byte[] piece = new byte[length];
        System.arraycopy(stream, from, piece, 0, length);
        return piece;
    }
}
