package dev.berth.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpRulesTest {

    private final ApiWorld world = new ApiWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void listensOnASocketThatOnlyItsUserMayOpen() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(world.socket)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(world.socket.resolveSibling("."))))
                .isEqualTo("rwx------");
    }

    @Test
    void replacesASocketThatAnEarlierProcessLeft() throws IOException {
        world.server.close();
        Files.createFile(world.socket);

        world.server.start(world.socket);

        world.get("/health").expect(200);
    }

    @Test
    void refusesAPathThatDoesNotFitIntoASocketsAddress() {
        world.server.close();
        Path tooLong = world.folder.resolve("x".repeat(100)).resolve("api.sock");

        assertThatThrownBy(() -> world.server.start(tooLong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("at most 107 bytes");
    }

    @Test
    void knowsNoOtherPaths() {
        for (String path : List.of("/", "/api", "/api/agent", "/api/agents/x/explode", "/metrics/x", "/favicon.ico")) {
            assertThat(world.get(path).expect(404).code()).isEqualTo("not_found");
        }
    }

    @Test
    void saysWhichMethodsAPathTakes() {
        ApiWorld.Reply reply = world.call("PUT", "/api/agents/shop", "").expect(405);

        assertThat(reply.code()).isEqualTo("method_not_allowed");
        assertThat(reply.header("allow")).isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH");
        assertThat(world.get("/api/agents/shop/start").expect(405).header("allow"))
                .isEqualTo("OPTIONS, POST");
        assertThat(world.call("OPTIONS", "/api/agents", "").expect(204).header("allow"))
                .isEqualTo("GET, HEAD, OPTIONS, POST");
    }

    @Test
    void answersHeadLikeGetWithoutABody() {
        world.deployed("shop");

        for (String path : List.of("/api/agents", "/api/agents/shop", "/health", "/openapi.json", "/api-docs")) {
            ApiWorld.Reply get = world.get(path).expect(200);
            ApiWorld.Reply head = world.call("HEAD", path, "").expect(200);
            assertThat(head.text()).isEmpty();
            assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
            assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
        }
        world.call("HEAD", "/api/agents/nobody", "").expect(404);
    }

    @Test
    void takesASlashAtAPathsEndAsNone() {
        world.deployed("shop");

        for (String path : List.of("/api/agents/", "/api/agents/shop/", "/api/agents/shop/events/", "/health/")) {
            world.get(path).expect(200);
        }
        world.post("/api/agents/shop/start/", "").expect(200);
    }

    @Test
    void repeatsTheRequestsId() {
        ApiWorld.Reply reply =
                world.get("/api/agents/nobody", "X-Berth-Request-Id: abc-123").expect(404);

        assertThat(reply.header("x-berth-request-id")).isEqualTo("abc-123");
        assertThat(reply.json().get("request_id").asText()).isEqualTo("abc-123");
    }

    @Test
    void refusesBodiesThatAreTooLong() {
        String body = "{\"name\": \"" + "x".repeat(HttpFront.LONGEST_BODY) + "\"}";

        assertThat(world.post("/api/agents", body).expect(413).code()).isEqualTo("too_large");
    }

    @Test
    void refusesBodiesThatAreNoJson() {
        assertThat(world.post("/api/agents", "{\"name\": ").expect(400).code()).isEqualTo("malformed_json");
        assertThat(world.post("/api/agents", "[]").expect(422).code()).isEqualTo("invalid");
        ApiWorld.Reply form = world.post("/api/agents", "name=x", "Content-Type: application/x-www-form-urlencoded")
                .expect(415);
        assertThat(form.header("accept-post")).isEqualTo("application/json");
        assertThat(form.json().get("detail").asText()).contains("application/x-www-form-urlencoded");
        world.call("POST", "/api/agents", "").expect(415);
        assertThat(world.call("POST", "/api/agents", "", "Content-Type: application/json")
                        .expect(400)
                        .code())
                .isEqualTo("malformed_json");
    }

    @Test
    void tellsEveryFaultOfABody() {
        JsonNode problem = world.post("/api/agents", """
                        {"nmae": "x", "on_host_loss": "wait", "journal": {"mode": "some"}, "container_config": {"memory_limit": "lots"}}""").expect(422).json();

        assertThat(problem.get("errors")
                        .valueStream()
                        .map(each -> each.get("pointer").asText()))
                .containsExactlyInAnyOrder(
                        "/name", "/nmae", "/on_host_loss", "/journal/mode", "/container_config/memory_limit");
        assertThat(problem.get("type").asText()).isEqualTo("urn:berth:problem:invalid");
        assertThat(problem.get("title").asText()).isEqualTo("Invalid");
    }

    @Test
    void saysThatTheDatabaseDoesNotAnswer() {
        world.deployed("shop");
        world.store.breakDown();

        ApiWorld.Reply reply = world.post("/api/agents", "{\"name\": \"x1\"}").expect(503);
        assertThat(reply.code()).isEqualTo("database_unavailable");
        assertThat(reply.header("retry-after")).isEqualTo("5");
        world.get("/api/agents").expect(200);

        world.store.mend();
        world.post("/api/agents", "{\"name\": \"x1\"}").expect(201);
    }

    @Test
    void tellsItsHealth() {
        assertThat(world.get("/health", "X-Berth-Token: ").expect(200).json()).hasToString("{\"status\":\"ok\"}");
        assertThat(world.get("/health?ready")
                        .expect(200)
                        .json()
                        .at("/checks/database/status")
                        .asText())
                .isEqualTo("ok");

        world.troubles.add("The database does not answer.");
        world.get("/health").expect(200);
        JsonNode degraded = world.get("/health?ready=true").expect(503).json();
        assertThat(degraded.get("status").asText()).isEqualTo("degraded");
        assertThat(degraded.at("/checks/database/detail").asText()).isEqualTo("The database does not answer.");
        assertThat(degraded.at("/checks/engine/status").asText()).isEqualTo("ok");
    }

    @Test
    void tellsItsVersion() {
        assertThat(world.get("/version").expect(200).json())
                .hasToString("{\"version\":\"1.2.3\",\"commit\":\"abcdef0\"}");
    }

    @Test
    void servesItsContractAndAPageThatNeedsNothingFromElsewhere() {
        JsonNode contract = world.get("/openapi.json").expect(200).json();
        assertThat(contract.get("openapi").asText()).startsWith("3.1");
        assertThat(contract.at("/paths").has("/api/agents")).isTrue();

        String page = world.get("/api-docs").expect(200).text();
        assertThat(page).contains("openapi.json").doesNotContain("http://", "https://", "//cdn");
    }

    @Test
    void keepsAnswersOutOfCaches() {
        ApiWorld.Reply reply = world.get("/api/agents").expect(200);

        assertThat(reply.header("cache-control")).isEqualTo("no-store");
        assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
    }
}
