package dev.berth.e2e.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.PrivatePostgres;
import dev.berth.e2e.support.Until;
import dev.berth.testkit.http.Receiver;
import dev.berth.testkit.http.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A PostgreSQL that hangs, servers that meet at one, and ways from a log into it that are cut off.
class PostgresFaultsIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    /// Far less than what a connection that hangs is given, and far more than what anything else takes.
    private static final Duration SOON = Duration.ofSeconds(15);

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
        database.thaw();
        berth.close();
        database.close();
    }

    private HttpResponse<String> sent(HttpRequest.Builder request, String path)
            throws IOException, InterruptedException {
        return http.send(
                request.uri(URI.create(berth.url() + path))
                        .header("Authorization", "Bearer " + berth.adminToken())
                        .timeout(SOON)
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return sent(HttpRequest.newBuilder().GET(), path);
    }

    private HttpResponse<String> call(String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder().POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return sent(request, "/agent/clerk/echo");
    }

    private static String location(HttpResponse<String> accepted) {
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        return accepted.headers().firstValue("Location").orElseThrow();
    }

    private Connection operator() throws SQLException {
        return DriverManager.getConnection(database.url());
    }

    private static long number(Connection connection, String question) {
        try (Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery(question)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void staysAnswerableWhileTheDatabaseHangs() throws Exception {
        berth.start().api().deployed(Agents.sample("clerk"));
        assertThat(call("before").statusCode()).isEqualTo(200);

        database.freeze();

        Until.holds("it says so", LIMIT, () -> {
            try {
                return get("/metrics").body().contains("berth_journal_stalled 1.0");
            } catch (IOException | InterruptedException e) {
                throw new AssertionError("no figures within " + SOON, e);
            }
        });
        HttpResponse<String> health = get("/health?ready");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(Api.read(health.body()).at("/checks/journal/status").asText())
                .isNotEqualTo("ok");
        HttpResponse<String> refused = call("meanwhile");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(Api.read(refused.body()).get("code").asText()).isEqualTo("journal_unavailable");
        assertThat(get("/agent/clerk/").statusCode()).isEqualTo(200);

        database.thaw();

        Until.holds(
                "the server is ready",
                LIMIT,
                () -> berth.api().get("/health?ready").status() == 200);
        assertThat(call("after").statusCode()).isEqualTo(200);
    }

    @Test
    void endsWhenAnHeirTookItsCallsOverAlthoughTheHeirIsGone() throws Exception {
        berth.start();

        try (Connection heir = operator();
                Statement takeOver = heir.createStatement()) {
            takeOver.executeUpdate("UPDATE journal.process SET ended_at = 1 WHERE ended_at IS NULL");
        }

        assertThat(berth.ended()).isEqualTo(1);
        assertThat(berth.logText()).contains("has taken over this one's PostgreSQL database");
    }

    @Test
    void touchesNoCallsWhenItsPortIsTaken() throws Exception {
        berth.start().kill();
        try (Connection operator = operator();
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long epochs = number(operator, "SELECT COUNT(*) FROM journal.process");

            assertThatThrownBy(() -> berth.with("BERTH_PORT", Integer.toString(other.getLocalPort()))
                            .start())
                    .hasMessageContaining("another program has that port");

            assertThat(number(operator, "SELECT COUNT(*) FROM journal.process")).isEqualTo(epochs);
            assertThat(number(operator, "SELECT COUNT(*) FROM journal.process WHERE ended_at IS NULL"))
                    .isEqualTo(1);
        }
    }

    @Test
    void startsWithAnOldLogThatKeepsNothing() throws Exception {
        Path key = folder.resolve("shared.key");
        berth.with("BERTH_SECRET_KEY_FILE", key.toString())
                .start()
                .api()
                .deploy(Agents.sample("clerk").put("start", "manual"));
        location(call("kept"));
        berth.kill();
        Path old = folder.resolve("old");
        String token = berth.adminToken();
        berth = Berth.in(old).with("BERTH_SECRET_KEY_FILE", key.toString());
        berth.start().stop();
        assertThat(old.resolve("journal/journal.key")).exists();
        Files.writeString(old.resolve("admin.token"), token); // of those that the database knows

        berth.with("BERTH_DATABASE_URL", database.url()).start();

        assertThat(berth.api()
                        .get("/api/agents/clerk/requests")
                        .expect(200)
                        .json()
                        .get("items"))
                .hasSize(1);
    }

    @Test
    void saysWhatToDoWhenALogAndTheDatabaseBothKeepCalls() throws Exception {
        Path key = folder.resolve("shared.key");
        berth.with("BERTH_SECRET_KEY_FILE", key.toString())
                .start()
                .api()
                .deploy(Agents.sample("clerk").put("start", "manual"));
        location(call("kept"));
        berth.kill();
        Path old = folder.resolve("old");
        berth = Berth.in(old).with("BERTH_SECRET_KEY_FILE", key.toString());
        berth.start().api().deploy(Agents.sample("clerk").put("start", "manual"));
        location(call("kept in the log"));
        berth.kill().with("BERTH_DATABASE_URL", database.url());

        assertThatThrownBy(berth::start)
                .hasMessageContaining("The log in %s keeps 1 calls".formatted(old.resolve("journal")))
                .hasMessageContaining("mv '%1$s' '%1$s.old'".formatted(old.resolve("journal")));

        assertThat(old.resolve("journal.moving")).doesNotExist();
        berth.without("BERTH_DATABASE_URL").start();
        assertThat(berth.api()
                        .get("/api/agents/clerk/requests")
                        .expect(200)
                        .json()
                        .get("items"))
                .hasSize(1);
    }

    @Test
    void goesOnWithAMoveThatWasCutOffAndLosesNothing() throws Exception {
        SelfSigned certificate = SelfSigned.in(folder, "dns:localhost");
        try (Receiver receiver = Receiver.secured(certificate);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            berth.with("BERTH_CALLBACK_ALLOW", "public,127.0.0.1")
                    .with("BERTH_CALLBACK_CA", certificate.pem().toString())
                    .start()
                    .stop();
            berth.with("BERTH_JOURNAL", "log")
                    .start()
                    .api()
                    .deploy(Agents.sample("clerk").put("start", "manual"));
            berth.api().post("/api/agents/clerk/callback-secret").expect(201);
            String waiting = location(
                    call("waits", "Berth-Callback", receiver.at("localhost", "/hook"), "Prefer", "respond-async"));
            String second = location(call("waits too"));
            berth.kill().without("BERTH_JOURNAL");

            try (Connection operator = operator()) {
                operator.setAutoCommit(false);
                number(operator, "SELECT 1");
                try (Statement lock = operator.createStatement()) {
                    lock.execute("LOCK TABLE journal.entry IN EXCLUSIVE MODE");
                }
                Future<?> start = threads.submit(() -> berth.start());
                try (Connection other = operator()) {
                    Until.holds(
                            "the move is under way",
                            LIMIT,
                            () -> number(
                                            other,
                                            "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation = 'journal.entry'::regclass")
                                    > 0);
                }
                berth.kill();
                assertThatThrownBy(start::get).hasMessageContaining("the server ended");
                operator.rollback();
            }
            assertThat(folder.resolve("home/journal.moving")).exists();

            berth.start().api().post("/api/agents/clerk/start").expect(200);

            for (String each : new String[] {waiting, second}) {
                Until.holds(
                        each + " is answered",
                        LIMIT,
                        () -> berth.api()
                                .get(each)
                                .expect(200)
                                .json()
                                .get("status")
                                .asText()
                                .equals("completed"));
            }
            Until.holds("the callback is posted", LIMIT, () -> !receiver.posts().isEmpty());
            assertThat(folder.resolve("home/journal.moving")).doesNotExist();
            assertThat(folder.resolve("home/journal")).doesNotExist();
        }
    }
}
