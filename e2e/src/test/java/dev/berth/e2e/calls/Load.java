package dev.berth.e2e.calls;

import dev.berth.e2e.support.Until;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Callers who call an agent without a pause, each call with a key of its own, and repeat nothing.
final class Load implements AutoCloseable {

    private static final int MOST_CALLS = 100_000;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final String url;
    private final String token;
    private volatile boolean over;

    Load(String server, String token, String path) {
        this.url = server + path;
        this.token = token;
    }

    /// @param answer its status and body, or what went wrong
    record Call(String key, String answer, Duration took) {}

    void begin(int callers) {
        for (int i = 0; i < callers; i++) {
            threads.execute(this::callOnAndOn);
        }
    }

    private void callOnAndOn() {
        while (!over && begun.get() < MOST_CALLS) {
            calls.add(call("load-" + url.hashCode() + "-" + begun.incrementAndGet(), ""));
            ended.incrementAndGet();
        }
    }

    /// One call.
    Call call(String key, String query) {
        long from = System.nanoTime();
        return new Call(key, answer(key, query), Duration.ofNanos(System.nanoTime() - from));
    }

    private String answer(String key, String query) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + query))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(key))
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    /// How many calls have ended.
    long count() {
        return ended.get();
    }

    void awaitCalls(long count, Duration limit) {
        Until.holds(count + " calls", limit, () -> ended.get() >= count);
    }

    /// Lets those that are under way end.
    ///
    /// @return all
    List<Call> end() throws InterruptedException {
        over = true;
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new AssertionError("calls do not end");
        }
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        over = true;
        threads.shutdownNow();
        http.close();
    }
}
