package dev.berth.e2e.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent of docs/idempotency.md does the work of a call once.
class DedupingAgentIT {

    private static final Path PAGE = Path.of("..", "docs", "idempotency.md");
    private static final Pattern PROGRAM = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

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
        return answered(order(shop, item, key));
    }

    /// The agent ends a connection with each answer, so none is used twice.
    private static String answered(HttpRequest request) throws Exception {
        try (HttpClient once = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = once.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }

    private String orders(SampleAgent shop) throws Exception {
        return answered(HttpRequest.newBuilder(shop.at("/")).build());
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
        try (SampleAgent shop = start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> delivery = () -> ordered(shop, "a lamp", "same");

            List<Future<String>> all = threads.invokeAll(Collections.nCopies(20, delivery));

            assertThat(all.stream().map(Future::resultNow).distinct()).hasSize(1);
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
