package dev.berth.testkit.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/// A server on the loopback that remembers what is posted to it, and answers as a test says.
public final class Receiver implements AutoCloseable {

    private final HttpServer server;
    private final boolean secure;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private volatile ToIntFunction<Post> answer = _ -> 204;

    /// What came.
    ///
    /// @param number counts from 1
    public record Post(int number, String method, String target, Headers headers, String body) {

        public String header(String name) {
            return headers.getFirst(name);
        }
    }

    private Receiver(HttpServer server, boolean secure) {
        this.server = server;
        this.secure = secure;
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    public static Receiver plain() {
        try {
            return new Receiver(HttpServer.create(loopback(), 0), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Receiver secured(SelfSigned certificate) {
        try {
            HttpsServer server = HttpsServer.create(loopback(), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
            return new Receiver(server, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /// From now on it answers so; the function may block.
    public Receiver answers(ToIntFunction<Post> status) {
        answer = status;
        return this;
    }

    private synchronized Post remembered(HttpExchange exchange, byte[] body) {
        Post post = new Post(
                posts.size() + 1,
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(),
                new String(body, StandardCharsets.UTF_8));
        posts.add(post);
        return post;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            Post post = remembered(exchange, exchange.getRequestBody().readAllBytes());
            int status = answer.applyAsInt(post);
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
        }
    }

    public List<Post> posts() {
        return List.copyOf(posts);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /// @param host under which the loopback is meant
    public String at(String host, String path) {
        return (secure ? "https://" : "http://") + host + ":" + port() + path;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
