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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Lists, logs, events, removal and secrets over HTTP, with agents that really run.
@TestInstance(Lifecycle.PER_CLASS)
class AgentsApiIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SECRET = "s3cr3t-that-nobody-may-see";

    @TempDir
    static Path folder;

    private Berth berth;
    private Api api;

    @BeforeAll
    void start() {
        berth = Berth.in(folder.resolve("home")).start();
        api = berth.api();
    }

    @AfterAll
    void end() {
        berth.close();
    }

    private String deployed(ObjectNode body) {
        return api.deployed(body).get("id").asText();
    }

    private List<String> listed(String query) {
        List<String> slugs = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    api.get("/api/agents?limit=2" + query + cursor).expect(200).json();
            assertThat(page.get("items").size()).isLessThanOrEqualTo(2);
            page.get("items").forEach(each -> slugs.add(each.get("slug").asText()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asText();
        } while (!cursor.isEmpty());
        return slugs;
    }

    @Test
    void listsInPagesByStatusKindLabelAndName() {
        for (int i = 0; i < 5; i++) {
            ObjectNode body = Agents.stopped("paged-" + i);
            body.putObject("labels").put("set", i % 2 == 0 ? "even" : "odd").put("paged", "");
            api.post("/api/agents", body).expect(201);
        }
        api.post("/api/agents/paged-4/start").expect(200);

        assertThat(listed("&label=paged")).containsExactly("paged-0", "paged-1", "paged-2", "paged-3", "paged-4");
        assertThat(listed("&label=set=odd")).containsExactly("paged-1", "paged-3");
        assertThat(listed("&name=paged-*&status=created")).containsExactly("paged-0", "paged-1", "paged-2", "paged-3");
        assertThat(listed("&name=paged-2")).containsExactly("paged-2");
        assertThat(listed("&label=paged&kind=service&status=running&status=failed"))
                .containsExactly("paged-4");
        assertThat(listed("&label=paged&kind=sandbox")).isEmpty();
        assertThat(api.get("/api/agents?status=asleep").status()).isEqualTo(422);
    }

    private String logs(String agent, String query) {
        return api.get("/api/agents/" + agent + "/logs" + query)
                .expect(200)
                .json()
                .get("logs")
                .asText();
    }

    @Test
    void tellsTheLinesOfALogThatAreAskedFor() {
        deployed(Agents.sample("chatty"));
        for (int i = 1; i <= 3; i++) {
            api.get("/agent/chatty/echo?call=" + i).expect(200);
        }
        Until.holds("the calls are logged", LIMIT, () -> logs("chatty", "").contains("call=3"));

        assertThat(logs("chatty", "?lines=1").lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("call=3");
        assertThat(logs("chatty", "?lines=2&timestamps=true").lines())
                .hasSize(2)
                .allMatch(line -> line.matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z .*"));
        Instant now = Instant.now();
        assertThat(logs("chatty", "?since=" + now.plusSeconds(60))).isEmpty();
        assertThat(logs("chatty", "?until=" + now.minusSeconds(3600))).isEmpty();
        assertThat(logs("chatty", "?since=1h&lines=500")).contains("call=1", "call=3");
        assertThat(api.get("/api/agents/chatty/logs?lines=0").status()).isEqualTo(422);
    }

    @Test
    void followsALogAsPlainTextWithoutAnyFraming() {
        deployed(Agents.sample("followed"));
        try (Wire wire = new Wire(berth.url())) {
            wire.send(Wire.head(
                    "GET /api/agents/followed/logs?follow=true&lines=10 HTTP/1.1",
                    "Host: berth",
                    "Accept: text/plain",
                    "Authorization: Bearer " + berth.adminToken()));
            String begin = wire.until("listens on port 8000\n");
            assertThat(begin).contains("200 OK").containsIgnoringCase("content-type: text/plain");

            api.get("/agent/followed/echo?while=following").expect(200);

            String more = wire.until(" ms\n");
            assertThat(more).contains("GET /echo?while=following 200");
            assertThat(begin + more).doesNotContain("\0", "\u0001", "\u0002");
        }
    }

    @Test
    void listsEventsInPagesAndStreamsNewOnes() {
        String id = deployed(Agents.sample("eventful"));

        JsonNode first =
                api.get("/api/agents/" + id + "/events?limit=2").expect(200).json();
        JsonNode second = api.get("/api/agents/" + id + "/events?limit=2&cursor="
                        + first.get("next").asText())
                .expect(200)
                .json();
        assertThat(first.get("items").findValuesAsText("kind")).containsExactly("created", "placed");
        assertThat(second.get("items").get(0).get("sequence").asInt()).isEqualTo(3);
        try (Wire wire = new Wire(berth.url())) {
            wire.send(Wire.head(
                    "GET /api/agents/" + id + "/events?follow=true HTTP/1.1",
                    "Host: berth",
                    "Authorization: Bearer " + berth.adminToken()));
            assertThat(wire.until("event: ready\n")).containsIgnoringCase("content-type: text/event-stream");

            api.post("/api/agents/" + id + "/stop").expect(200);

            assertThat(wire.until("event: ended\n")).contains("event: stopping");
        }
    }

    @Test
    void saysTheSameToWhoStartsOrStopsTwice() {
        deployed(Agents.stopped("twice").put("start", "on_deploy"));
        for (String action : List.of("start", "stop")) {
            String done = "Agent container " + (action.equals("stop") ? "stopped" : "started") + " successfully";
            for (int i = 0; i < 2; i++) {
                assertThat(api.post("/api/agents/twice/" + action)
                                .expect(200)
                                .json()
                                .get("message")
                                .asText())
                        .isEqualTo(done);
            }
        }
        assertThat(api.agent("twice").get("generation").asInt()).isEqualTo(1);
    }

    @Test
    void removesAnAgentAlthoughItsCallerLeaves() {
        ObjectNode body = Agents.sample("abandoned");
        Agents.config(body)
                .putArray("volumes")
                .addObject()
                .put("source", "berth-e2e-abandoned")
                .put("target", "/keep");
        String id = deployed(body);
        assertThat(Engine.run("volume", "inspect", "berth-e2e-abandoned").exitCode())
                .isZero();

        try (Wire wire = new Wire(berth.url())) {
            wire.send(Wire.head(
                    "DELETE /api/agents/abandoned?volumes=true&force=true HTTP/1.1",
                    "Host: berth",
                    "Authorization: Bearer " + berth.adminToken()));
            Until.holds(
                    "the removal has begun",
                    LIMIT,
                    () -> api.get("/api/agents/abandoned").status() == 404
                            || !api.status("abandoned").equals("running"));
        }

        Until.holds(
                "nothing is left",
                LIMIT,
                () -> api.get("/api/agents/abandoned").status() == 404
                        && Engine.containersOf(id).isEmpty()
                        && Engine.run("volume", "inspect", "berth-e2e-abandoned")
                                        .exitCode()
                                != 0);
    }

    @Test
    void keepsVolumesUnlessAskedOtherwise() {
        ObjectNode body = Agents.sample("leaves-files");
        Agents.config(body)
                .putArray("volumes")
                .addObject()
                .put("source", "berth-e2e-left")
                .put("target", "/keep");
        deployed(body);

        api.delete("/api/agents/leaves-files?force=true").expect(204);

        assertThat(Engine.run("volume", "rm", "berth-e2e-left").exitCode()).isZero();
    }

    @Test
    void showsASecretToItsAgentAlone() {
        ObjectNode body = Agents.sample("confidant");
        Agents.config(body).putObject("secrets").put("API_KEY", SECRET);
        String id = deployed(body);
        String broken = api.post("/api/agents", withSecret(Agents.exitingAtOnce("loose-tongue")))
                .expect(201)
                .text();
        ObjectNode wrong = withSecret(Agents.sample("never-made"));
        Agents.config(wrong).put("memory_limit", "much");

        String container = api.agent(id).get("container_id").asText();
        assertThat(Engine.must("inspect", "--format", "{{json .Config.Env}}", container)
                        .output())
                .contains("API_KEY=" + SECRET);
        assertThat(api.agent(id).get("container_config").get("secret_names").toString())
                .contains("API_KEY");
        List<String> told = List.of(
                broken,
                api.post("/api/agents", wrong).expect(422).text(),
                api.get("/api/agents").text(),
                api.get("/api/agents/" + id).text(),
                api.get("/api/agents/" + id + "/events").text(),
                api.get("/api/agents/" + id + "/revisions").text(),
                api.get("/api/agents/loose-tongue").text(),
                api.get("/metrics").text(),
                berth.logText(),
                arguments());
        assertThat(told).noneMatch(text -> text.contains(SECRET));
        assertThat(berth.filesWith(SECRET)).isEmpty();
    }

    private static ObjectNode withSecret(ObjectNode body) {
        Agents.config(body).putObject("secrets").put("API_KEY", SECRET);
        return body;
    }

    private static String arguments() {
        return String.join(
                "\n",
                ProcessHandle.allProcesses()
                        .map(each -> each.info().commandLine().orElse(""))
                        .toList());
    }

    @Test
    void takesWardersSampleAsItsDocumentWritesIt() {
        Engine.must("tag", Agents.IMAGE, "warder/agent:latest");
        try {
            JsonNode created =
                    api.post("/api/agents/", Api.read("""
                            {
                              "name": "Test Container Agent",
                              "description": "Agent for testing container management",
                              "type": "chat",
                              "user_id": "YOUR_USER_ID",
                              "config": {
                                "model": "gpt-3.5-turbo"
                              },
                              "container_config": {
                                "image": "warder/agent:latest",
                                "memory_limit": "512m",
                                "cpu_limit": 0.5,
                                "env_vars": {
                                  "TEST_VAR": "test_value"
                                }
                              }
                            }""")).expect(201).json();
            String id = created.get("id").asText();
            assertThat(created.get("owner").asText()).isEqualTo("YOUR_USER_ID");

            assertThat(message("/api/agents/" + id + "/start")).isEqualTo("Agent container started successfully");
            Until.holds(
                    "its first line is in the log", LIMIT, () -> logs(id, "").contains("listens"));
            JsonNode stats =
                    api.get("/api/agents/" + id + "/stats").expect(200).json().get("stats");
            assertThat(stats.get("cpu_usage").asText()).matches("[0-9.]+%");
            assertThat(stats.get("memory_usage").asText()).matches("[0-9.]+[kMG]?B");
            assertThat(fields(api.agent(id)))
                    .contains(
                            "container_id", "container_name", "host_port", "url", "revision", "generation", "restarts")
                    .contains("status", "status_reason", "host", "created_at", "updated_at", "started_at");
            assertThat(message("/api/agents/" + id + "/stop")).isEqualTo("Agent container stopped successfully");
        } finally {
            Engine.run("rmi", "warder/agent:latest");
        }
    }

    private String message(String path) {
        return api.post(path).expect(200).json().get("message").asText();
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
