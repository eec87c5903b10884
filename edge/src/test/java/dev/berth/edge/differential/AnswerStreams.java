package dev.berth.edge.differential;

import dev.berth.edge.http.Mutations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Draws what an upstream sends for one request: well-formed answers, such as desync a proxy, and both with bytes
/// changed at random.
final class AnswerStreams {

    private static final List<String> METHODS = List.of("GET", "GET", "GET", "HEAD", "POST", "OPTIONS");
    private static final List<String> STATUS_LINES = List.of(
            "HTTP/1.1 200 OK",
            "HTTP/1.1 200 OK",
            "HTTP/1.1 200 OK",
            "HTTP/1.1 201 Created",
            "HTTP/1.1 404 Not Found",
            "HTTP/1.1 500 ",
            "HTTP/1.1 206 Partial Content",
            "HTTP/1.1 204 No Content",
            "HTTP/1.1 205 Reset Content",
            "HTTP/1.1 304 Not Modified",
            "HTTP/1.0 200 OK",
            "HTTP/1.1 299 Odd \u00e4 reason",
            "HTTP/1.1 200",
            "HTTP/1.1 999 High",
            "HTTP/1.1 101 Switching Protocols",
            "HTTP/1.1 099 Low",
            "HTTP/1.1 2000 Long",
            "HTTP/1.2 200 OK",
            "HTTP/2 200",
            "http/1.1 200 OK",
            "HTTP/1.1  200 OK",
            "HTTP/1.1\t200 OK",
            "ICY 200 OK");
    private static final List<String> INTERIMS = List.of(
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 102 Processing\r\nX: y\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\n",
            "HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 100 Continue\n\n");
    private static final List<String> LINES = List.of(
            "X: y",
            "Set-Cookie: a=1",
            "Connection: keep-alive",
            "Connection: close",
            "Keep-Alive: timeout=5",
            "Connection: X-Hop",
            "X-Hop: 1",
            "X-High: \u00e4",
            "Trailer: X-Sum",
            "Upgrade: h2c",
            "X_Under: 1",
            "Connection: content-length",
            "Proxy-Connection: close",
            "X : y",
            "X: a\n b",
            "X:\r\n folded",
            "X: a\rb",
            "X: \u0000",
            "nonsense",
            " X: y",
            "X: a\r\n\r\nHTTP/1.1 200 OK\r\nX-Smuggled: 1\r\nContent-Length: 0");
    private static final List<String> LENGTHS =
            List.of("0", "003", "+3", "3, 3", "3 3", "0x3", "", "99", "-1", "18446744073709551619", "\t3", "3;");
    private static final List<String> CODINGS = List.of(
            "chunked",
            "Chunked",
            "gzip, chunked",
            "chunked, identity",
            "identity",
            "\tchunked",
            "chunked,",
            "xchunked",
            "");
    private static final List<String> CONTENTS = List.of(
            "abc",
            "",
            "0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX-Smuggled: 1\r\nContent-Length: 0\r\n\r\n",
            "\r\n",
            "\u0000\u00ff\n",
            "a".repeat(5000));
    private static final List<String> SIZE_ENDS = List.of("", "", "", ";x=y", " ", ";x\n", "\n", ";x=\"", "\t");
    private static final List<String> TRAILERS =
            List.of("", "", "", "X-Sum: 1\r\n", "Content-Length: 3\r\n", "X: a\n", "Set-Cookie: a=2\r\n", " X: 1\r\n");
    private static final List<String> BEHIND = List.of(
            "", "", "", "HTTP/1.1 200 OK\r\nX-Smuggled: 1\r\nContent-Length: 0\r\n\r\n", "abc", "\r\n", "0\r\n\r\n");

    private final RandomGenerator random;

    private AnswerStreams(long seed) {
        this.random = new Random(seed);
    }

    /// The case with that number, as [Answered#of] reads it.
    static byte[] draw(long seed, int number) {
        return new AnswerStreams(seed * 1_000_003 + number).answer();
    }

    private byte[] answer() {
        boolean odd = chance(30);
        StringBuilder text = new StringBuilder();
        while (chance(10)) {
            text.append(INTERIMS.get(random.nextInt(odd ? INTERIMS.size() : 3)));
        }
        List<String> lines = new ArrayList<>();
        int more = random.nextInt(3);
        for (int i = 0; i < more; i++) {
            lines.add(LINES.get(random.nextInt(odd ? LINES.size() : 11)));
        }
        String body = body(lines, chance(20));
        Collections.shuffle(lines, Random.from(random));
        text.append(STATUS_LINES.get(random.nextInt(odd ? STATUS_LINES.size() : 11)));
        lines.forEach(line -> text.append("\r\n").append(line));
        text.append("\r\n\r\n").append(body).append(pick(BEHIND));
        byte[] stream = Latin1.bytes(text.toString());
        byte[] changed = chance(35) ? Mutations.mutate(stream, random) : stream;
        return Latin1.bytes(pick(METHODS) + (chance(40) ? " close|" : " keep|") + Latin1.text(changed));
    }

    private String body(List<String> lines, boolean odd) {
        String content = pick(CONTENTS);
        return switch (random.nextInt(odd ? 5 : 4)) {
            case 0, 1 -> {
                lines.add("Content-Length: " + (odd ? pick(LENGTHS) : content.length()));
                yield content;
            }
            case 2 -> {
                lines.add("Transfer-Encoding: " + (odd ? pick(CODINGS) : "chunked"));
                yield chunks(content, odd);
            }
            case 4 -> {
                lines.add("Transfer-Encoding: " + pick(CODINGS));
                lines.add((chance(60) ? "Content-Length: " : "Transfer-Encoding: ") + content.length());
                yield content;
            }
            default -> content;
        };
    }

    private String chunks(String content, boolean odd) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < content.length()) {
            int size = Math.min(content.length() - at, 1 + random.nextInt(3000));
            String end = SIZE_ENDS.get(random.nextInt(odd ? SIZE_ENDS.size() : 4));
            text.append(Integer.toHexString(size)).append(end).append("\r\n");
            text.append(content, at, at + size).append("\r\n");
            at += size;
        }
        return text.append("0\r\n")
                .append(TRAILERS.get(random.nextInt(odd ? TRAILERS.size() : 4)))
                .append("\r\n")
                .toString();
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
