package dev.berth.e2e.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.KeptIn;
import dev.berth.e2e.support.Until;
import dev.berth.testkit.http.Receiver;
import dev.berth.testkit.http.Receiver.Post;
import dev.berth.testkit.http.SelfSigned;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Outcomes that are posted to a receiver over https, which the operator lists because it is on the loopback.
@ParameterizedClass
@EnumSource
class CallbacksIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Path PAGE = Path.of("..", "docs", "callbacks.md");
    private static final Pattern PYTHON = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

    private final KeptIn where;

    @TempDir
    Path folder;

    private Receiver receiver;
    private Berth berth;
    private final HttpClient http = HttpClient.newHttpClient();
    private String secret;

    CallbacksIT(KeptIn where) {
        this.where = where;
    }

    @BeforeEach
    void start() {
        SelfSigned certificate = SelfSigned.in(folder, "dns:localhost");
        receiver = Receiver.secured(certificate);
        berth = Berth.in(folder.resolve("home"))
                .keptIn(where)
                .with("BERTH_CALLBACK_ALLOW", "public,127.0.0.1")
                .with("BERTH_CALLBACK_CA", certificate.pem().toString())
                .start();
        berth.api().deployed(Agents.sample("clerk"));
        secret = berth.api()
                .post("/api/agents/clerk/callback-secret")
                .expect(201)
                .json()
                .get("secret")
                .asText();
    }

    @AfterEach
    void end() {
        berth.close();
        receiver.close();
    }

    private HttpResponse<String> call(String callback, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(berth.url() + "/agent/clerk/"))
                .header("Authorization", "Bearer " + berth.adminToken())
                .header("Berth-Callback", callback)
                .timeout(LIMIT)
                .POST(BodyPublishers.ofString("hello"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /// The id of a call that is kept.
    private String kept(String callback) throws IOException, InterruptedException {
        HttpResponse<String> answer = call(callback, "Prefer", "respond-async");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return Api.read(answer.body()).get("id").asText();
    }

    private JsonNode callback(String id) {
        return berth.api()
                .get("/api/agents/clerk/requests/" + id)
                .expect(200)
                .json()
                .path("callback");
    }

    private void await(String id, String status) {
        Until.holds(
                "the callback is " + status,
                LIMIT,
                () -> callback(id).path("status").asText().equals(status));
    }

    private String receiverUrl(String path) {
        return receiver.at("localhost", path);
    }

    @Test
    void postsASignedOutcomeThatTheDocumentsExampleAccepts() throws Exception {
        String id = kept(receiverUrl("/done?ticket=7"));

        await(id, "delivered");

        Post post = receiver.posts().getFirst();
        assertThat(post.target()).isEqualTo("/done?ticket=7");
        assertThat(post.header("Berth-Callback-Id")).isEqualTo(id);
        JsonNode told = Api.read(post.body());
        assertThat(told.get("status").asText()).isEqualTo("completed");
        assertThat(told.at("/answer/body").asText())
                .isEqualTo(berth.api().get(told.get("response").asText()).text());
        assertThat(genuine(secret, post.header("Berth-Signature"), post.body())).isEqualTo("True");
        assertThat(genuine(secret, post.header("Berth-Signature"), post.body() + " "))
                .isEqualTo("False");
        assertThat(genuine("bcs_another", post.header("Berth-Signature"), post.body()))
                .isEqualTo("False");
        assertThat(callback(id).get("to").asText()).isEqualTo("https://localhost:" + receiver.port());
        assertThat(berth.filesWith("ticket=7")).isEmpty();
        assertThat(berth.filesWith(secret)).isEmpty();
        assertThat(berth.logText()).doesNotContain(secret).doesNotContain("ticket=7");
    }

    /// What the function on the page says, in a Python of its own.
    private String genuine(String key, String signature, String body) throws IOException, InterruptedException {
        Matcher example = PYTHON.matcher(Files.readString(PAGE));
        assertThat(example.find()).isTrue();
        Path bytes = Files.writeString(folder.resolve("body"), body);
        Path script = Files.writeString(
                folder.resolve("check.py"),
                example.group(1)
                        + "\nimport sys\nprint(genuine(sys.argv[1], sys.argv[2], open(sys.argv[3], 'rb').read()))\n");
        Process python = new ProcessBuilder("python3", script.toString(), key, signature, bytes.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(said).isZero();
        return said.strip();
    }

    @Test
    void postsAgainUntilAReceiverThatFailedIsWell() throws Exception {
        receiver.answers(post -> post.number() == 1 ? 500 : 204);

        String id = kept(receiverUrl("/"));

        await(id, "delivered");
        assertThat(callback(id).get("attempts").asInt()).isEqualTo(2);
        assertThat(receiver.posts())
                .extracting(post -> post.header("Berth-Callback-Id"))
                .containsOnly(id);
    }

    @Test
    void postsAfterAServerThatWasKilledBetweenTheOutcomeAndThePost() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        receiver.answers(post -> {
            if (post.number() == 1) {
                waitFor(over);
            }
            return 204;
        });
        String id = kept(receiverUrl("/"));
        Until.holds("the first post came", LIMIT, () -> receiver.posts().size() == 1);

        berth.kill();
        over.countDown();
        berth.start();

        await(id, "delivered");
        assertThat(receiver.posts())
                .extracting(post -> post.header("Berth-Callback-Id"))
                .containsExactly(id, id);
        assertThat(Api.read(receiver.posts().getLast().body()).get("status").asText())
                .isEqualTo("completed");
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void owesACallbackThroughAKillBeforeTheCallIsDelivered() throws Exception {
        berth.api().post("/api/agents/clerk/stop").expect(200);
        String id = kept(receiverUrl("/"));
        assertThat(callback(id).get("status").asText()).isEqualTo("waiting");

        berth.kill().start();
        berth.api().post("/api/agents/clerk/start").expect(200);

        await(id, "delivered");
    }

    @Test
    void refusesPrivateAddressesThatNobodyListed() throws Exception {
        for (String url : new String[] {
            "https://10.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest", "http://192.168.7.7/"
        }) {
            HttpResponse<String> answer = call(url);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
            assertThat(answer.body()).contains("callback_not_allowed").contains("BERTH_CALLBACK_ALLOW");
        }
        assertThat(berth.api()
                        .get("/api/agents/clerk/requests")
                        .json()
                        .get("items")
                        .size())
                .isZero();
    }

    /// The name is fine; where it leads is not.
    @Test
    void doesNotConnectToWhatANameLeadsTo() throws Exception {
        berth.close();
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n127.0.0.1 inside.example.org\n");
        berth = Berth.in(folder.resolve("other"))
                .machine("-Djdk.net.hosts.file=" + hosts)
                .start();
        berth.api().deployed(Agents.sample("clerk"));
        berth.api().post("/api/agents/clerk/callback-secret").expect(201);

        String id = kept(receiver.at("inside.example.org", "/"));

        Until.holds(
                "an attempt failed", LIMIT, () -> callback(id).path("attempts").asInt() > 0);
        assertThat(callback(id).get("reason").asText()).contains("127.0.0.1").contains("BERTH_CALLBACK_ALLOW");
        assertThat(receiver.posts()).isEmpty();
    }
}
