package dev.berth.e2e.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.PrivatePostgres;
import dev.berth.e2e.support.Until;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls that are kept in a PostgreSQL which goes away and comes back, and the way from a log into it.
class CallsInPostgresIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int LARGE = 300_000;

    @TempDir
    Path folder;

    private final PrivatePostgres database = new PrivatePostgres();
    private final HttpClient http = HttpClient.newHttpClient();
    private Berth berth;

    @BeforeEach
    void name() {
        berth = Berth.in(folder.resolve("home")).with("BERTH_DATABASE_URL", database.url());
    }

    @AfterEach
    void end() {
        berth.close();
        database.close();
    }

    private CallStorm storm() throws IOException {
        return CallStorm.on(berth, Files.createDirectories(folder.resolve("allowed")));
    }

    private HttpResponse<String> call(String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(berth.url() + path))
                .header("Authorization", "Bearer " + berth.adminToken())
                .timeout(LIMIT)
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String location(HttpResponse<String> accepted) {
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        return accepted.headers().firstValue("Location").orElseThrow();
    }

    private void awaitEnd(String location, String status) {
        Until.holds(location + " is " + status, LIMIT, () -> {
            Api.Answer shown = berth.api().get(location);
            return shown.status() == 200 && shown.json().get("status").asText().equals(status);
        });
    }

    private void awaitReady() {
        Until.holds(
                "the server is ready",
                LIMIT,
                () -> berth.api().get("/health?ready").status() == 200);
    }

    /// Whether a server holds the lock that keeps a second one out.
    private boolean isLocked() {
        try (var connection = DriverManager.getConnection(database.url());
                var ask = connection.createStatement();
                var held = ask.executeQuery("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1")) {
            return held.next();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void survivesKillsOfTheDatabase() throws Exception {
        CallStorm storm = storm();

        storm.callsWhile(
                3_000,
                6,
                () -> {
                    database.kill();
                    database.start();
                },
                Duration.ofSeconds(2));

        storm.allIsWell(3_000);
    }

    @Test
    void takesNothingOnWhileTheDatabaseIsAwayAndSaysSo() throws Exception {
        berth.start().api().deployed(Agents.sample("clerk"));
        assertThat(call("/agent/clerk/echo", "before").statusCode()).isEqualTo(200);

        database.stop();

        HttpResponse<String> refused = call("/agent/clerk/echo", "meanwhile");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(Api.read(refused.body()).get("code").asText()).isEqualTo("journal_unavailable");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        HttpResponse<String> large = call("/agent/clerk/echo", "x".repeat(LARGE));
        assertThat(large.statusCode()).as(large.body()).isEqualTo(503);
        JsonNode health = berth.api().get("/health?ready").expect(503).json();
        assertThat(health.at("/checks/journal/status").asText()).isNotEqualTo("ok");
        berth.api().get("/agent/clerk/").expect(200);
        assertThat(berth.api().get("/metrics").expect(200).text()).contains("berth_journal_stalled 1.0");

        database.start();

        awaitReady();
        assertThat(call("/agent/clerk/echo", "after").statusCode()).isEqualTo(200);
        Until.holds("the server keeps others out again", LIMIT, this::isLocked);
    }

    @Test
    void keepsAnAnswerThatCameWhileTheDatabaseWasAway() throws Exception {
        CallStorm storm = storm();
        String location = location(call("/agent/clerk/work?ms=1500", "slow", "Prefer", "respond-async"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> live = threads.submit(() -> storm.caller().call("/agent/clerk/work?ms=1500", "live"));
            Until.holds(
                    "both reached the agent",
                    LIMIT,
                    () -> storm.ledger().deliveries().size() == 2);

            database.kill();
            Until.holds(
                    "the work is done", LIMIT, () -> storm.ledger().executions().size() == 2);
            database.start();

            assertThat(live.get()).isEqualTo("done live");
        }
        awaitEnd(location, "completed");
        assertThat(storm.ledger().deliveries()).hasSize(2);
    }

    @Test
    void keepsLargeBodiesAndAnswersInTheDatabase() throws Exception {
        berth.start().api().deploy(Agents.sample("clerk").put("start", "manual"));
        String body = "large ".repeat(LARGE / 6);
        String location = location(call("/agent/clerk/echo", body));
        assertThat(berth.filesWith("large large"))
                .as("what is kept can be read nowhere")
                .isEmpty();
        assertThat(folder.resolve("home/journal")).doesNotExist();

        berth.kill().start();
        berth.api().post("/api/agents/clerk/start").expect(200);

        awaitEnd(location, "completed");
        assertThat(berth.api().get(location + "/response").expect(200).text()).contains(body);
        JsonNode listed =
                berth.api().get("/api/agents/clerk/requests").expect(200).json().get("items");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("status").asText()).isEqualTo("completed");
    }

    @Test
    void letsNoSecondServerIntoTheDatabase() {
        berth.start();
        Berth second = Berth.in(folder.resolve("second")).with("BERTH_DATABASE_URL", database.url());

        assertThatThrownBy(second::start)
                .hasMessageContaining("Another Berth server works on PostgreSQL at 127.0.0.1")
                .hasMessageContaining("process " + berth.pid())
                .hasMessageContaining("One database serves one server.");

        awaitReady();
    }

    @Test
    void movesTheCallsOfALogIntoTheDatabaseAndLeavesNoneThere() throws Exception {
        berth.with("BERTH_JOURNAL", "log").start().api().deploy(Agents.sample("clerk"));
        berth.api().await("clerk", "running");
        HttpResponse<String> first = call("/agent/clerk/echo", "kept answer", "Idempotency-Key", "once");
        String answered = first.headers().firstValue("Berth-Entry").orElseThrow();
        berth.api().post("/api/agents/clerk/stop").expect(200);
        String waiting = location(call("/agent/clerk/echo", "waits " + "x".repeat(LARGE)));
        berth.kill();

        berth.without("BERTH_JOURNAL").start();

        assertThat(folder.resolve("home/journal")).doesNotExist();
        assertThat(folder.resolve("home/journal.moving")).doesNotExist();
        berth.api().post("/api/agents/clerk/start").expect(200);
        awaitEnd(waiting, "completed");
        assertThat(berth.api().get(waiting + "/response").expect(200).text()).contains("waits xxx");
        HttpResponse<String> repeated = call("/agent/clerk/echo", "kept answer", "Idempotency-Key", "once");
        assertThat(repeated.headers().firstValue("Berth-Entry")).hasValue(answered);
        assertThat(repeated.body()).isEqualTo(first.body());

        berth.stop();
        assertThatThrownBy(() -> berth.with("BERTH_JOURNAL", "log").start())
                .hasMessageContaining("keeps 2 calls, and BERTH_JOURNAL=log would leave them there")
                .hasMessageContaining("DROP SCHEMA journal CASCADE");
        berth.without("BERTH_JOURNAL").start();
    }
}
