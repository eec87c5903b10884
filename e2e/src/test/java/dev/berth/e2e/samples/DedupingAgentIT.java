package dev.berth.e2e.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent of docs/idempotency.md does the work of a call once.
class DedupingAgentIT {

    private static final Path PAGE = Path.of("..", "docs", "idempotency.md");
    private static final Pattern PROGRAM = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private Path program;

    @BeforeEach
    void takeFromThePage() throws IOException {
        Matcher found = PROGRAM.matcher(Files.readString(PAGE));
        assertThat(found.find()).isTrue();
        program = Files.writeString(folder.resolve("shop.py"), found.group(1));
    }

    private SampleAgent start() throws IOException {
        return SampleAgent.start(
                List.of("python3", program.toString()),
                Map.of("DATABASE", folder.resolve("shop.db").toString()));
    }

    private HttpRequest order(SampleAgent shop, String item, String key) {
        return HttpRequest.newBuilder(shop.at("/"))
                .timeout(SampleAgent.PATIENCE)
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(item))
                .build();
    }

    private String ordered(SampleAgent shop, String item, String key) throws Exception {
        HttpResponse<String> answer = client.send(order(shop, item, key), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private String orders(SampleAgent shop) throws Exception {
        HttpRequest ask = HttpRequest.newBuilder(shop.at("/")).build();
        return client.send(ask, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void answersASecondDeliveryAsTheFirst() throws Exception {
        try (SampleAgent shop = start()) {
            String first = ordered(shop, "a chair", "one");

            assertThat(ordered(shop, "a chair", "one")).isEqualTo(first);
            assertThat(ordered(shop, "a chair", "two")).isNotEqualTo(first);
            assertThat(orders(shop)).isEqualTo("[\"a chair\", \"a chair\"]");
        }
    }

    @Test
    void doesItOnceWhenDeliveriesComeAtOnce() throws Exception {
        try (SampleAgent shop = start()) {
            List<CompletableFuture<String>> all = IntStream.range(0, 20)
                    .mapToObj(_ -> client.sendAsync(order(shop, "a lamp", "same"), HttpResponse.BodyHandlers.ofString())
                            .thenApply(HttpResponse::body))
                    .toList();

            assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(1);
            assertThat(orders(shop)).isEqualTo("[\"a lamp\"]");
        }
    }

    @Test
    void remembersWhatItDidBeforeItWasKilled() throws Exception {
        String first;
        try (SampleAgent shop = start()) {
            first = ordered(shop, "a table", "one");
        }

        try (SampleAgent shop = start()) {
            assertThat(ordered(shop, "a table", "one")).isEqualTo(first);
            assertThat(orders(shop)).isEqualTo("[\"a table\"]");
        }
    }
}
