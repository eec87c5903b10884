package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Engine;
import dev.berth.e2e.support.Until;
import dev.berth.e2e.support.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// What a server that listens on every address tells to whom, and what tokens open.
@TestInstance(Lifecycle.PER_CLASS)
class ServerDoorsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private Berth berth;
    private Api api;

    @BeforeAll
    void start() {
        berth = Berth.in(folder.resolve("home")).with("BERTH_LISTEN", "0.0.0.0").start();
        api = berth.api();
        for (String name : List.of("one", "two")) {
            api.post("/api/agents", Agents.sample(name)).expect(201);
            api.await(name, "running");
        }
    }

    @AfterAll
    void end() {
        berth.close();
    }

    private Api nobody() {
        return new Api(berth.url(), "berth_nobody");
    }

    /// The machine's address on the agents' network, which is not loopback.
    private InetSocketAddress elsewhere() {
        String gateway = Engine.must(
                        "network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", berth.network())
                .output()
                .strip();
        return new InetSocketAddress(gateway, URI.create(berth.url()).getPort());
    }

    private static int status(InetSocketAddress address, String path) {
        try (Wire wire = new Wire(address)) {
            return wire.send(Wire.head("GET " + path + " HTTP/1.1", "Host: berth"))
                    .reply()
                    .status();
        }
    }

    @Test
    void tellsAnyoneThatItLivesAndWhetherItIsReady() {
        assertThat(status(elsewhere(), "/health")).isEqualTo(200);
        try (Wire wire = new Wire(elsewhere())) {
            Wire.Reply reply = wire.send(Wire.head("GET /health?ready HTTP/1.1", "Host: berth"))
                    .reply();

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).contains("database", "engine");
        }
    }

    @Test
    void givesItsMetricsWithoutATokenOnLoopbackAlone() {
        InetSocketAddress here = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), URI.create(berth.url()).getPort());

        assertThat(status(here, "/metrics")).isEqualTo(200);
        assertThat(status(elsewhere(), "/metrics")).isEqualTo(401);
        assertThat(api.get("/metrics").expect(200).text()).contains("berth_", "# TYPE");
    }

    @Test
    void servesItsContractAndReadsItToPeople() {
        JsonNode contract = nobody().get("/openapi.json").expect(200).json();
        assertThat(contract.get("openapi").asText()).startsWith("3.1");
        assertThat(contract.get("paths").has("/api/agents")).isTrue();

        assertThat(nobody().get("/api-docs").expect(200).text())
                .contains("<html")
                .doesNotContain("src=\"http", "href=\"http://", "href=\"https://cdn");
    }

    private JsonNode token(ObjectNode wanted, String... scopes) {
        for (String scope : scopes) {
            wanted.withArray("scopes").add(scope);
        }
        return api.post("/api/tokens", wanted).expect(201).json();
    }

    private Api as(JsonNode token) {
        return new Api(berth.url(), token.get("token").asText());
    }

    @Test
    void letsEachScopeDoItsOwn() {
        Api reader = as(token(Api.object().put("name", "reader"), "read"));
        Api caller = as(token(Api.object().put("name", "caller"), "invoke"));
        Api operator = as(token(Api.object().put("name", "operator"), "operate"));

        assertThat(reader.get("/api/agents/one").status()).isEqualTo(200);
        assertThat(reader.post("/api/agents/one/stop").status()).isEqualTo(403);
        assertThat(reader.get("/agent/one/").status()).isEqualTo(403);
        assertThat(caller.get("/agent/one/").status()).isEqualTo(200);
        assertThat(caller.get("/api/agents/one").status()).isEqualTo(403);
        assertThat(operator.post("/api/agents/one/start").status()).isEqualTo(200);
        assertThat(operator.get("/agent/one/").status()).isEqualTo(200);
        assertThat(operator.get("/api/tokens").status()).isEqualTo(403);
        assertThat(nobody().get("/api/agents").status()).isEqualTo(401);
    }

    @Test
    void limitsATokenToOneAgent() {
        Api limited = as(token(Api.object().put("name", "for-one").put("agent", "one"), "operate"));

        assertThat(limited.get("/api/agents/one").status()).isEqualTo(200);
        assertThat(limited.get("/agent/one/").status()).isEqualTo(200);
        assertThat(limited.get("/api/agents/two").status()).isIn(403, 404);
        assertThat(limited.get("/agent/two/").status()).isEqualTo(403);
        assertThat(limited.get("/api/agents").json().get("items").findValuesAsText("slug"))
                .containsExactly("one");
        assertThat(limited.post("/api/agents", Agents.stopped("three")).status())
                .isEqualTo(403);
    }

    @Test
    void endsATokenAtItsTimeAndWhenItIsRevoked() {
        Api brief = as(token(Api.object().put("name", "brief").put("expires_in", "1s"), "read", "invoke"));
        Api revoked = as(token(Api.object().put("name", "revoked"), "read", "invoke"));
        assertThat(revoked.get("/agent/one/").status()).isEqualTo(200);

        api.delete("/api/tokens/revoked").expect(204);

        assertThat(revoked.get("/agent/one/").status()).isEqualTo(401);
        assertThat(revoked.get("/api/agents").status()).isEqualTo(401);
        Until.holds("it has expired", LIMIT, () -> brief.get("/api/agents").status() == 401);
        assertThat(brief.get("/agent/one/").status()).isEqualTo(401);
    }

    @Test
    void keepsNoTokenWhereItCanBeRead() {
        JsonNode made = token(Api.object().put("name", "unseen"), "read");
        String value = made.get("token").asText();
        as(made).get("/api/agents").expect(200);

        assertThat(api.get("/api/tokens").expect(200).text()).contains("unseen").doesNotContain(value);
        assertThat(berth.filesWith(value)).isEmpty();
        assertThat(berth.logText()).doesNotContain(value);
    }

    @Test
    void refusesWhatItDoesNotUnderstandInTheSameForm() {
        assertThat(api.post("/api/agents", Api.read("[]")).status()).isEqualTo(422);
        assertThat(api.delete("/api/agents").status()).isEqualTo(405);
        assertThat(api.get("/api/nothing").status()).isEqualTo(404);
        try (Wire wire = new Wire(berth.url())) {
            Wire.Reply reply = wire.send(Wire.head(
                                    "POST /api/agents HTTP/1.1",
                                    "Host: berth",
                                    "Content-Type: text/plain",
                                    "Content-Length: 2",
                                    "Authorization: Bearer " + berth.adminToken())
                            + "{}")
                    .reply();
            assertThat(reply.status()).isEqualTo(415);
            assertThat(Api.read(reply.body()).get("request_id").asText())
                    .isEqualTo(reply.head().header("X-Berth-Request-Id").orElseThrow());
        }
    }
}
