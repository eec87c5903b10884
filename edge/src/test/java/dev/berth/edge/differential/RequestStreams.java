package dev.berth.edge.differential;

import dev.berth.edge.http.Corpus;
import dev.berth.edge.http.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Draws streams of requests: well-formed ones, such as attackers send, and both with bytes changed at random.
final class RequestStreams {

    private static final List<String> METHODS = List.of(
            "GET",
            "GET",
            "GET",
            "POST",
            "POST",
            "POST",
            "PUT",
            "HEAD",
            "DELETE",
            "OPTIONS",
            "PATCH",
            "TRACE",
            "QUERY",
            "PROPFIND",
            "get",
            "M-SEARCH",
            "PRI");
    private static final List<String> TARGETS = List.of(
            "/",
            "/",
            "/a/b?c=d",
            "//a",
            "/%2Fa/b%2f",
            "/a/../b",
            "/?",
            "/a;b=c",
            "http://a/x",
            "HTTP://a",
            "http://a?x",
            "https://a/",
            "http://b/",
            "*",
            "/a%00b",
            "/%2F/..%2f",
            "/a|b{c}\"<>`^\\",
            "/\u00e4",
            "a",
            "a:80",
            "/a#b",
            "/*",
            "/:@!$&'()*+,=");
    private static final List<String> VERSIONS = List.of(
            "HTTP/1.1",
            "HTTP/1.1",
            "HTTP/1.1",
            "HTTP/1.1",
            "HTTP/1.1",
            "HTTP/1.1",
            "HTTP/1.0",
            "HTTP/1.2",
            "HTTP/2.0",
            "http/1.1");
    private static final List<String> LINES = List.of(
            "X: y",
            "x-one:1",
            "X-Empty:",
            "X-Blanks: \t a b \t",
            "X-High: \u00e4\u00ff",
            "X_Under: 1",
            "X.Dot!#$%&'*+^`|~: 1",
            "Cookie: a=b; c=\"d\"",
            "Content-Type: text/plain",
            "Connection: keep-alive",
            "Connection: X-Hop, TE",
            "Connection: Upgrade",
            "Connection:",
            "Connection: close",
            "Connection: Cookie",
            "Connection: content-length",
            "X-Hop: 1",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: keep-alive",
            "TE: trailers",
            "TE: chunked",
            "Trailer: X-Sum",
            "Upgrade: websocket",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
            "Expect: 100-continue",
            "Expect: 100-Continue",
            "Expect: x",
            "Content-Encoding: gzip",
            "Content_Length: 3",
            "Content-Length\u00e4: 3",
            "X-Content-Length: 3",
            "Transfer_Encoding: chunked",
            "Transfer-Encoding : chunked",
            "X: a\rTransfer-Encoding: chunked",
            "X: a\nTransfer-Encoding: chunked",
            "X:\r\n folded",
            "X: \u0000",
            "X\u0000: 1",
            " X: 1",
            "nonsense",
            ": 1",
            "Range: bytes=0-1",
            "Sec-WebSocket-Version: 13",
            "X-Forwarded-For: 1.2.3.4",
            "If-Modified-Since: x");
    private static final List<String> HOSTS = List.of(
            "Host: a",
            "Host: a",
            "Host: a",
            "Host: a",
            "host:a",
            "HOST: a:80",
            "Host: [::1]:80",
            "Host: a_b",
            "Host: a%20b",
            "Host: a,b",
            "Host: a\r\nHost: b",
            "Host: \t a \t",
            "Host: .a.",
            "Host: a:",
            "Host:",
            "X-No-Host: 1");
    private static final List<String> LENGTHS = List.of(
            "0",
            "00",
            "003",
            "+3",
            "-3",
            "0x3",
            "3 3",
            "3, 3",
            "3;",
            "\u00b3",
            "18446744073709551619",
            "3.0",
            " 3",
            "\t3",
            "3\t",
            "");
    private static final List<String> CODINGS = List.of(
            "chunked",
            "Chunked",
            " chunked ",
            "\tchunked",
            "chunked,",
            ",chunked",
            "chunked;",
            "identity",
            "gzip, chunked",
            "chunked, identity",
            "\"chunked\"",
            "\u000bchunked",
            "xchunked",
            "chunked\u0000",
            "");
    private static final List<String> CONTENTS = List.of(
            "abc",
            "0\r\n\r\n",
            "GET /hidden HTTP/1.1\r\nHost: b\r\n\r\n",
            "\r\n",
            "\u0000\u00ff\n",
            "5\r\nhello\r\n0\r\n\r\n",
            "a",
            "\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    private static final List<String> SIZE_ENDS = List.of(
            "",
            "",
            "",
            "",
            ";x",
            ";x=y",
            ";x=\"y;z\"",
            " ",
            ";",
            ";x\n",
            ";x\r",
            ";\u0000",
            ";x=\"\r\n\"",
            "\t;x",
            ";\ta=b");
    private static final List<String> TRAILERS = List.of(
            "",
            "",
            "",
            "",
            "X-Sum: 1\r\n",
            "X-Sum: 1\r\nX-Two:\r\n",
            "Content-Length: 3\r\n",
            "Host: b\r\n",
            "Transfer-Encoding: chunked\r\n",
            "X: a\n",
            " X: 1\r\n",
            "Authorization: b\r\n",
            "Trailer: x\r\n");

    private final RandomGenerator random;

    private RequestStreams(long seed) {
        // The one generator whose numbers are specified for all times: a seed keeps its meaning.
        this.random = new Random(seed);
    }

    /// The stream with that number. Each has a generator of its own, so that it can be drawn alone.
    static byte[] draw(long seed, int number) {
        List<Corpus.Entry> corpus = Corpus.entries();
        if (number < corpus.size()) {
            return corpus.get(number).stream();
        }
        return new RequestStreams(seed * 1_000_003 + number).stream(corpus);
    }

    private byte[] stream(List<Corpus.Entry> corpus) {
        byte[] stream;
        if (chance(20)) {
            stream = corpus.get(random.nextInt(corpus.size())).stream();
        } else {
            StringBuilder text = new StringBuilder();
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                text.append(request());
            }
            stream = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        }
        return chance(45) ? Mutations.mutate(stream, random) : stream;
    }

    private String request() {
        boolean odd = chance(25);
        List<String> lines = new ArrayList<>();
        lines.add(odd ? pick(HOSTS) : "Host: a");
        int more = random.nextInt(4);
        for (int i = 0; i < more; i++) {
            lines.add(LINES.get(random.nextInt(odd ? LINES.size() : 14)));
        }
        String body = body(lines, chance(15));
        Collections.shuffle(lines, Random.from(random));
        String version = odd ? pick(VERSIONS) : "HTTP/1.1";
        String target = odd ? pick(TARGETS) : TARGETS.get(random.nextInt(10));
        String method = odd ? pick(METHODS) : METHODS.get(random.nextInt(11));
        return method + " " + target + " " + version + "\r\n" + String.join("\r\n", lines) + "\r\n\r\n" + body;
    }

    /// Adds the lines that frame it.
    private String body(List<String> lines, boolean odd) {
        String content = pick(CONTENTS);
        return switch (random.nextInt(odd ? 5 : 4)) {
            case 0 -> {
                lines.add("Content-Length: " + (odd ? pick(LENGTHS) : content.length()));
                yield content;
            }
            case 1 -> {
                lines.add("Transfer-Encoding: " + (odd ? pick(CODINGS) : "chunked"));
                yield chunks(content, odd);
            }
            case 4 -> {
                lines.add("Transfer-Encoding: " + pick(CODINGS));
                lines.add((chance(50) ? "Content-Length: " : "Transfer-Encoding: ") + content.length());
                yield content;
            }
            default -> "";
        };
    }

    private String chunks(String content, boolean odd) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < content.length()) {
            int size = Math.min(content.length() - at, 1 + random.nextInt(9));
            String digits = chance(20) ? "00" + Integer.toHexString(size) : Integer.toHexString(size);
            String end = SIZE_ENDS.get(random.nextInt(odd ? SIZE_ENDS.size() : 7));
            text.append(digits).append(end).append("\r\n");
            text.append(content, at, at + size).append("\r\n");
            at += size;
        }
        String trailers = TRAILERS.get(random.nextInt(odd ? TRAILERS.size() : 6));
        return text.append("0\r\n").append(trailers).append("\r\n").toString();
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
