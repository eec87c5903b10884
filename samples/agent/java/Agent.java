import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// An agent that answers over HTTP and needs nothing but the JDK: `java Agent.java`.
///
/// All that Berth asks of an agent is here: it listens on `PORT` (8000), says on `/health` whether it is well, and ends
/// quickly on SIGTERM. Berth strips `/agent/<name>` before a call arrives, so links in pages are relative.
final class Agent {

    private static final int BODY_LIMIT = 1024 * 1024;
    private static final int LEFT_LIMIT = 64 * BODY_LIMIT;
    private static final int STREAM_LIMIT = 10_000;
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

    private final String name = System.getenv().getOrDefault("AGENT_NAME", "agent");
    private final Instant started = Instant.now();
    private final AtomicLong calls = new AtomicLong();

    void main() throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // or answers wait up to 40 ms for the client's ACK
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8000"));
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            log("stopping after " + calls + " calls");
            server.stop(0);
        }));
        server.start();
        log(name + " listens on port " + server.getAddress().getPort());
    }

    /// One call: counted (unless it only asks for health), answered, and told in one line of the log.
    private void handle(HttpExchange exchange) {
        Instant begun = Instant.now();
        try (exchange) {
            if (!path(exchange).equals("/health")) {
                calls.incrementAndGet();
            }
            answerOrRefuse(exchange);
        } catch (IOException e) {
            log("the caller went away: " + e.getMessage());
        } finally {
            long millis = Duration.between(begun, Instant.now()).toMillis();
            log(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + exchange.getResponseCode() + " "
                    + millis + " ms");
        }
    }

    private void answerOrRefuse(HttpExchange exchange) throws IOException {
        try {
            answer(exchange);
        } catch (BadRequest e) {
            send(exchange, e.status, fields("error", e.getMessage()));
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = path(exchange);
        if (path.equals("/echo") || path.startsWith("/echo/")) {
            echo(exchange);
            return;
        }
        switch (path) {
            case "/" -> {
                allow(exchange, "GET", "HEAD");
                index(exchange);
            }
            case "/health" -> {
                allow(exchange, "GET", "HEAD");
                send(exchange, 200, Map.of("status", "ok"));
            }
            case "/stream" -> {
                allow(exchange, "GET");
                stream(exchange);
            }
            case "/chat" -> {
                allow(exchange, "POST");
                chat(exchange);
            }
            default -> throw new BadRequest(404, "nothing is at " + path + "; try /, /health, /stream, /echo, /chat");
        }
    }

    /// Who this is and how it does: a page for a browser, JSON for a program.
    private void index(HttpExchange exchange) throws IOException {
        long uptime = Duration.between(started, Instant.now()).toSeconds();
        String accept = String.join(",", exchange.getRequestHeaders().getOrDefault("Accept", List.of()));
        if (accept.contains("text/html")) {
            send(exchange, 200, "text/html; charset=utf-8", Page.of(name, calls.get(), uptime));
        } else {
            send(exchange, 200, fields("name", name, "language", "java", "calls", calls.get(), "uptime_seconds", uptime));
        }
    }

    /// What arrived, as it arrived.
    private void echo(HttpExchange exchange) throws IOException {
        byte[] body = body(exchange);
        Map<String, Object> answer = fields(
                "method", exchange.getRequestMethod(),
                "path", path(exchange),
                "query", exchange.getRequestURI().getRawQuery(),
                "headers", exchange.getRequestHeaders());
        try {
            answer.put("body", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException _) {
            answer.put("body_base64", Base64.getEncoder().encodeToString(body));
        }
        send(exchange, 200, answer);
    }

    /// Counts to `n`, one server-sent event every `interval` seconds.
    private void stream(HttpExchange exchange) throws IOException {
        int n = (int) number(exchange, "n", 10, STREAM_LIMIT);
        long pause = (long) (1000 * number(exchange, "interval", 1, LONGEST_INTERVAL.toSeconds()));
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (int count = 1; count <= n; count++) {
            out.write(("id: " + count + "\ndata: " + count + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (count < n) {
                pause(pause);
            }
        }
    }

    /// The place for a model: this one only repeats what it hears.
    private void chat(HttpExchange exchange) throws IOException {
        Object message;
        try {
            message = Json.read(new String(body(exchange), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new BadRequest(400, "the body is not JSON: " + e.getMessage());
        }
        if (!(message instanceof Map<?, ?> object && object.get("content") instanceof String content)) {
            throw new BadRequest(400, "the body must be like {\"content\": \"hello\"}");
        }
        send(exchange, 200, fields("role", "assistant", "content", name + " heard: " + content));
    }

    private static void allow(HttpExchange exchange, String... methods) {
        if (!Arrays.asList(methods).contains(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", String.join(", ", methods));
            throw new BadRequest(405, "this takes " + String.join(", ", methods));
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT + 1);
        if (body.length > BODY_LIMIT) {
            exchange.getRequestBody().skip(LEFT_LIMIT); // closing on unread bytes would reset the answer on its way
            throw new BadRequest(413, "a body may have " + BODY_LIMIT + " bytes");
        }
        return body;
    }

    private static double number(HttpExchange exchange, String name, double preset, double limit) {
        String query = exchange.getRequestURI().getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            if (pair.startsWith(name + "=")) {
                try {
                    double value = Double.parseDouble(pair.substring(name.length() + 1));
                    if (value >= 0 && value <= limit) {
                        return value;
                    }
                } catch (NumberFormatException _) {
                    // said below, as for a number out of range
                }
                throw new BadRequest(400, name + " must be a number from 0 to " + (long) limit);
            }
        }
        return preset;
    }

    private static String path(HttpExchange exchange) {
        return exchange.getRequestURI().getRawPath();
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> json) throws IOException {
        send(exchange, status, "application/json", Json.write(json) + "\n");
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private static void log(String line) {
        System.out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line);
    }

    /// A call that cannot be answered, with the status and the sentence that say why.
    private static final class BadRequest extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final int status;

        BadRequest(int status, String message) {
            super(message);
            this.status = status;
        }
    }
}
