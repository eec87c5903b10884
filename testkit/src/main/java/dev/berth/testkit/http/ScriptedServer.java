package dev.berth.testkit.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A server on loopback that answers what a test has written down for it, and remembers what it was asked.
///
/// A request that nobody wrote down gets a 404 problem with the code `unscripted` and its line as the detail.
public final class ScriptedServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Queue<Reply>> script = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    /// A request as it came.
    ///
    /// @param line such as `GET /api/agents?limit=500`
    public record Seen(String line, Map<String, List<String>> headers, String body) {

        /// The first value of a header; empty text when there is none.
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(each -> each.getKey().equalsIgnoreCase(name))
                    .map(each -> each.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }
    }

    private ScriptedServer(HttpServer server) {
        this.server = server;
        server.createContext("/", this::answer);
        server.setExecutor(threads);
    }

    public static ScriptedServer start() {
        try {
            ScriptedServer scripted = new ScriptedServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            scripted.server.start();
            return scripted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Answers a request by these replies in turn; the last one stays.
    ///
    /// @param line such as `GET /api/agents?limit=500`
    public ScriptedServer on(String line, Reply... replies) {
        script.put(line, new ConcurrentLinkedQueue<>(List.of(replies)));
        return this;
    }

    /// Every request so far, in the order in which they came.
    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    /// The lines of every request so far.
    public List<String> lines() {
        return seen.stream().map(Seen::line).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        seen.add(new Seen(line, Map.copyOf(exchange.getRequestHeaders()), body));
        Reply reply = next(line);
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(reply.status(), reply.status() == 204 ? -1 : 0);
        // An exception leaves the body open, and the server cuts the connection.
        if (reply.status() != 204) {
            reply.body().writeTo(exchange.getResponseBody());
        }
        exchange.close();
    }

    private Reply next(String line) {
        Queue<Reply> replies = script.getOrDefault(line, new ConcurrentLinkedQueue<>());
        Reply next = replies.size() > 1 ? replies.poll() : replies.peek();
        return next != null
                ? next
                : Reply.problem(
                        404,
                        "{\"type\":\"urn:berth:problem:unscripted\",\"status\":404,\"code\":\"unscripted\",\"detail\":\"%s\"}"
                                .formatted(line));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
