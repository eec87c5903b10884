package dev.berth.e2e.calls;

import dev.berth.e2e.support.Api;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// A caller who goes on until he has the answer: he repeats a call that broke, with the same key, and fetches an answer
/// that came later.
final class Persistent {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long PAUSE = Duration.ofMillis(50).toNanos();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Supplier<String> url;
    private final String token;

    /// @param url where the server is now
    Persistent(Supplier<String> url, String token) {
        this.url = url;
        this.token = token;
    }

    /// The answer to a POST.
    ///
    /// @return its body
    String call(String path, String key) {
        long end = System.nanoTime() + LIMIT.toNanos();
        String seen = "nothing";
        while (System.nanoTime() < end) {
            try {
                HttpResponse<String> response = http.send(
                        request(path)
                                .header("Idempotency-Key", key)
                                .POST(BodyPublishers.ofString(key))
                                .build(),
                        BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return response.body();
                }
                seen = response.statusCode() + " " + response.body();
                if (response.statusCode() == 202) {
                    return fetch(Api.read(response.body()).get("response").asText(), end);
                }
            } catch (IOException e) {
                seen = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            LockSupport.parkNanos(PAUSE);
        }
        throw new AssertionError("no answer to " + key + ", last seen: " + seen);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url.get() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token);
    }

    private String fetch(String path, long end) throws InterruptedException {
        String seen = "nothing";
        while (System.nanoTime() < end) {
            try {
                HttpResponse<String> response = http.send(request(path).GET().build(), BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return response.body();
                }
                seen = response.statusCode() + " " + response.body();
            } catch (IOException e) {
                seen = e.toString();
            }
            LockSupport.parkNanos(PAUSE);
        }
        throw new AssertionError("no answer at " + path + ", last seen: " + seen);
    }
}
