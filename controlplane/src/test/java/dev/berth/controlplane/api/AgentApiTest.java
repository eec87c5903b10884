package dev.berth.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentApiTest {

    private final ApiWorld world = new ApiWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private List<String> slugs(String query) {
        List<String> slugs = new ArrayList<>();
        world.get("/api/agents" + query)
                .expect(200)
                .json()
                .get("items")
                .forEach(each -> slugs.add(each.get("slug").asText()));
        return slugs;
    }

    @Test
    void deploysTheAgentOfWardersDocument() {
        String body = """
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
                }""";

        ApiWorld.Reply reply = world.post("/api/agents/", body).expect(201);

        JsonNode agent = reply.json();
        String id = agent.get("id").asText();
        assertThat(reply.header("location")).isEqualTo("/api/agents/" + id);
        assertThat(agent.get("slug").asText()).isEqualTo("test-container-agent");
        assertThat(agent.get("owner").asText()).isEqualTo("YOUR_USER_ID");
        assertThat(agent.get("config")).hasToString("{\"model\":\"gpt-3.5-turbo\"}");
        JsonNode container = agent.get("container_config");
        assertThat(container.get("memory_limit").asLong()).isEqualTo(536_870_912);
        assertThat(container.get("memory_limit_text").asText()).isEqualTo("512m");
        assertThat(container.get("cpu_limit").asDouble()).isEqualTo(0.5);
        assertThat(container.get("env_vars").get("TEST_VAR").asText()).isEqualTo("test_value");
        world.post("/api/agents/" + id + "/start", "").expect(200);
        assertThat(world.get("/api/agents/" + id + "/logs").expect(200).json().has("logs"))
                .isTrue();
        world.post("/api/agents/" + id + "/stop", "").expect(200);
    }

    @Test
    void answersAtOnceOrWhenItRunsIfAsked() {
        world.fleet.rest();
        JsonNode waiting =
                world.post("/api/agents", "{\"name\": \"slow\"}").expect(201).json();
        assertThat(waiting.get("status").asText()).isEqualTo("starting");
        assertThat(waiting.get("container_id").isNull()).isTrue();

        try (ApiWorld quick = new ApiWorld()) {
            JsonNode running = quick.post("/api/agents", "{\"name\": \"quick\"}", "Prefer: wait=20")
                    .expect(201)
                    .json();
            assertThat(running.get("status").asText()).isEqualTo("running");
            assertThat(running.get("address").asText()).isEqualTo("172.18.0.2:8000");
            assertThat(running.get("started_at").asText()).isEqualTo("2026-03-01T12:00:01.000Z");
        }
    }

    @Test
    void leavesAnAgentAloneThatIsStartedByHand() {
        JsonNode agent = world.post("/api/agents", "{\"name\": \"later\", \"auto_start\": false}", "Prefer: wait=20")
                .expect(201)
                .json();

        assertThat(agent.get("status").asText()).isEqualTo("created");
        assertThat(agent.get("start").asText()).isEqualTo("manual");
    }

    @Test
    void showsAnAgentByIdDashedIdAndSlug() {
        AgentId id = world.deployed("shop").agent().id();
        String dashed = UUID.fromString(id.value().replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"))
                .toString();

        for (String reference : List.of(id.value(), dashed, "shop", "shop/")) {
            assertThat(world.get("/api/agents/" + reference)
                            .expect(200)
                            .json()
                            .get("id")
                            .asText())
                    .isEqualTo(id.value());
        }
        ApiWorld.Reply unknown = world.get("/api/agents/nobody").expect(404);
        assertThat(unknown.code()).isEqualTo("agent_unknown");
        assertThat(unknown.json().get("detail").asText()).contains("nobody");
    }

    @Test
    void tellsTheAddressThatTheCallerUsed() {
        world.deployed("shop");

        assertThat(world.get("/api/agents/shop").json().get("url").asText())
                .isEqualTo("http://berth.example:8081/agent/shop/");
        assertThat(world.get("/api/agents/shop", "X-Forwarded-Proto: https", "X-Forwarded-Host: agents.example")
                        .json()
                        .get("url")
                        .asText())
                .isEqualTo("https://agents.example/agent/shop/");
    }

    @Test
    void neverShowsASecretOrAToken() {
        JsonNode agent = world.post("/api/agents", """
                        {"name": "n1", "token": "chosen-by-its-owner", "container_config": {"secrets": {"KEY": "hush"}}}""").expect(201).json();

        assertThat(agent.toString()).doesNotContain("hush", "chosen-by-its-owner");
        assertThat(agent.at("/container_config/secret_names")).hasToString("[\"KEY\"]");
        assertThat(world.get("/api/agents").text()).doesNotContain("hush");
        assertThat(world.tokens.identify("chosen-by-its-owner")).isPresent();
    }

    @Test
    void refusesASlugThatIsInUseWithTheRemedy() {
        world.deployed("shop");

        ApiWorld.Reply reply = world.post("/api/agents", "{\"name\": \"Shop\"}").expect(409);

        assertThat(reply.code()).isEqualTo("slug_taken");
        assertThat(reply.json().get("detail").asText()).contains("a slug of its own");
        assertThat(reply.json().at("/errors/0/pointer").asText()).isEqualTo("/slug");
    }

    @Test
    void givesPortsFromTheRangeUntilItIsUsedUp() {
        String body = "{\"name\": \"port %d\", \"start\": \"manual\", \"container_config\": {\"ports\": [8000]}}";
        JsonNode first =
                world.post("/api/agents", body.formatted(1)).expect(201).json();
        world.post("/api/agents", body.formatted(2)).expect(201);

        assertThat(first.get("host_port").asInt()).isEqualTo(9000);
        assertThat(first.at("/container_config/ports/0/host").asText()).isEqualTo("auto");
        assertThat(first.at("/host_ports/0"))
                .hasToString("{\"container\":8000,\"port\":9000,\"listen\":\"127.0.0.1\"}");
        ApiWorld.Reply third = world.post("/api/agents", body.formatted(3)).expect(409);
        assertThat(third.code()).isEqualTo("ports_exhausted");
        assertThat(third.json().get("detail").asText()).contains("9000 to 9001");
    }

    @Test
    void listsPageByPage() {
        for (int i = 1; i <= 5; i++) {
            world.deployed("agent-" + i);
        }

        JsonNode first = world.get("/api/agents?limit=2").expect(200).json();
        JsonNode second = world.get(
                        "/api/agents?limit=2&cursor=" + first.get("next").asText())
                .expect(200)
                .json();
        JsonNode third = world.get(
                        "/api/agents?limit=2&cursor=" + second.get("next").asText())
                .expect(200)
                .json();

        assertThat(first.get("items")).hasSize(2);
        assertThat(second.get("items")).hasSize(2);
        assertThat(third.get("items")).hasSize(1);
        assertThat(third.get("next").isNull()).isTrue();
    }

    @Test
    void goesOnWithTheNextPageAlthoughTheLastAgentOfTheOneBeforeIsGone() {
        for (int i = 1; i <= 3; i++) {
            world.deployed("agent-" + i);
        }
        JsonNode first = world.get("/api/agents?limit=2").expect(200).json();
        world.delete("/api/agents/" + first.at("/items/1/slug").asText()).expect(204);

        JsonNode second = world.get("/api/agents?cursor=" + first.get("next").asText())
                .expect(200)
                .json();

        assertThat(second.get("items")).hasSize(1);
    }

    @Test
    void listsWhatTheFiltersLetThrough() {
        world.post(
                "/api/agents",
                "{\"name\": \"red one\", \"labels\": {\"team\": \"red\", \"x\": \"\"}}",
                "Prefer: wait=20");
        world.post("/api/agents", "{\"name\": \"blue one\", \"labels\": {\"team\": \"blue\"}, \"start\": \"manual\"}");
        world.post("/api/agents", "{\"name\": \"plain\", \"start\": \"manual\"}");

        assertThat(slugs("?status=running")).containsExactly("red-one");
        assertThat(slugs("?status=running&status=created")).hasSize(3);
        assertThat(slugs("?label=team%3Dblue")).containsExactly("blue-one");
        assertThat(slugs("?label=team")).containsExactlyInAnyOrder("red-one", "blue-one");
        assertThat(slugs("?label=team&label=x")).containsExactly("red-one");
        assertThat(slugs("?name=red*&name=plain")).containsExactlyInAnyOrder("red-one", "plain");
        assertThat(slugs("?kind=service&name=plain")).containsExactly("plain");
        assertThat(slugs("?kind=stack")).isEmpty();
    }

    @Test
    void tellsWhichParameterIsWrong() {
        for (String query : List.of("limit=0", "limit=501", "limit=x", "status=fine", "cursor=y", "stats=running")) {
            ApiWorld.Reply reply = world.get("/api/agents?" + query).expect(422);
            assertThat(reply.code()).isEqualTo("invalid");
            assertThat(reply.json().at("/errors/0/parameter").asText()).isEqualTo(query.replaceAll("=.*", ""));
        }
        assertThat(world.get("/api/agents?stats=running").json().get("detail").asText())
                .contains("status");
    }

    @Test
    void editsWhatDescribesAnAgentAtOnce() {
        world.post("/api/agents", "{\"name\": \"shop\", \"config\": {\"a\": 1, \"b\": 2}}", "Prefer: wait=20");

        JsonNode agent = world.patch("/api/agents/shop", """
                        {"name": "New name", "labels": {"team": "red"}, "config": {"a": null}, "public": true}""").expect(200).json();

        assertThat(agent.get("name").asText()).isEqualTo("New name");
        assertThat(agent.get("slug").asText()).isEqualTo("shop");
        assertThat(agent.get("config")).hasToString("{\"b\":2}");
        assertThat(agent.get("public").asBoolean()).isTrue();
        assertThat(agent.get("latest_revision").asInt()).isEqualTo(1);
    }

    @Test
    void saysThatARestartIsNeededForWhatTheAgentIsToldOfItself() {
        world.post("/api/agents", "{\"name\": \"shop\", \"config\": {\"a\": 1}}", "Prefer: wait=20");

        assertThat(restartRequired("{\"description\": \"It sells.\", \"labels\": {\"team\": \"red\"}}"))
                .isFalse();
        assertThat(restartRequired("{\"config\": {\"a\": 2}}")).isTrue();
        assertThat(restartRequired("{\"config\": {\"a\": 1}}")).isFalse();
        assertThat(restartRequired("{\"type\": \"seller\"}")).isTrue();
        assertThat(restartRequired("{\"type\": \"\", \"name\": \"Other\"}")).isTrue();
        world.post("/api/agents/shop/restart", "").expect(200);

        assertThat(restartRequired("{\"description\": \"It sells much.\"}")).isFalse();
    }

    @Test
    void wakesAFrozenAgentWithWhatItWasToldBefore() {
        world.post("/api/agents", "{\"name\": \"shop\"}", "Prefer: wait=20");
        world.post("/api/agents/shop/pause", "").expect(200);

        assertThat(restartRequired("{\"name\": \"Other\"}")).isFalse();
        world.post("/api/agents/shop/resume", "").expect(200);

        assertThat(restartRequired("{}")).isTrue();
    }

    @Test
    void saysThatARevisionWaitsForTheNextStartOfAnAgentThatSleepsOrIsStopped() {
        world.post("/api/agents", "{\"name\": \"shop\"}", "Prefer: wait=20");
        world.post("/api/agents/shop/hibernate", "").expect(200);

        assertThat(restartRequired("{\"container_config\": {\"port\": 9001}}")).isTrue();
        world.post("/api/agents/shop/wake", "").expect(200);
        assertThat(restartRequired("{}")).isFalse();

        world.post("/api/agents/shop/stop", "").expect(200);
        assertThat(restartRequired("{\"when_stopped\": \"refuse\"}")).isFalse();
        assertThat(restartRequired("{\"container_config\": {\"port\": 9002}}")).isTrue();
    }

    private boolean restartRequired(String patch) {
        return world.patch("/api/agents/shop", patch)
                .expect(200)
                .json()
                .get("restart_required")
                .asBoolean();
    }

    @Test
    void makesARevisionOfWhatAnAgentRunsUnder() {
        world.post(
                "/api/agents",
                "{\"name\": \"shop\", \"container_config\": {\"secrets\": {\"K\": \"v\"}}}",
                "Prefer: wait=20");

        JsonNode edited = world.patch("/api/agents/shop", "{\"container_config\": {\"memory_limit\": \"1Gi\"}}")
                .expect(200)
                .json();
        assertThat(edited.get("revision").asInt()).isEqualTo(1);
        assertThat(edited.get("latest_revision").asInt()).isEqualTo(2);
        assertThat(edited.get("restart_required").asBoolean()).isTrue();
        assertThat(world.record("shop").spec().program().secrets()).isEqualTo(Map.of("K", new Secret("v")));

        JsonNode restarted = world.patch("/api/agents/shop?restart=true", "{\"container_config\": {\"port\": 9001}}")
                .expect(200)
                .json();
        assertThat(restarted.get("revision").asInt()).isEqualTo(3);
        assertThat(restarted.get("restart_required").asBoolean()).isFalse();
        assertThat(restarted.get("status").asText()).isEqualTo("running");
    }

    @Test
    void restartsOnRequestWhenTheAgentIsToBeToldSomethingElseOfItself() {
        JsonNode before = world.post("/api/agents", "{\"name\": \"shop\"}", "Prefer: wait=20")
                .expect(201)
                .json();

        JsonNode told = world.patch("/api/agents/shop?restart=true", "{\"config\": {\"model\": \"m-2\"}}")
                .expect(200)
                .json();
        JsonNode same = world.patch("/api/agents/shop?restart=true", "{\"description\": \"Sells.\"}")
                .expect(200)
                .json();

        assertThat(told.get("generation").asInt())
                .isEqualTo(before.get("generation").asInt() + 1);
        assertThat(same.get("generation")).isEqualTo(told.get("generation"));
    }

    @Test
    void takesASizeThatIsOnlyWrittenInAnotherWayAsNoChange() {
        world.post("/api/agents", "{\"name\": \"shop\", \"container_config\": {\"memory_limit\": \"512m\"}}");

        JsonNode agent = world.patch("/api/agents/shop", "{\"container_config\": {\"memory_limit\": 536870912}}")
                .expect(200)
                .json();

        assertThat(agent.get("latest_revision").asInt()).isEqualTo(1);
        assertThat(agent.at("/container_config/memory_limit_text").asText()).isEqualTo("512m");
    }

    @Test
    void keepsWhatCannotBeChanged() {
        world.deployed("shop");

        for (String patch : List.of("{\"slug\": \"other\"}", "{\"user_id\": \"somebody\"}")) {
            ApiWorld.Reply reply = world.patch("/api/agents/shop", patch).expect(422);
            assertThat(reply.json().get("detail").asText()).contains("cannot be changed");
        }
        world.patch("/api/agents/shop", "{\"slug\": \"shop\"}").expect(200);
    }

    @Test
    void takesPatchesAsPlainJsonToo() {
        world.deployed("shop");

        world.patch("/api/agents/shop", "{\"description\": \"d\"}", "Content-Type: application/json; charset=utf-8")
                .expect(200);
        ApiWorld.Reply reply = world.patch("/api/agents/shop", "description=d", "Content-Type: text/plain")
                .expect(415);
        assertThat(reply.code()).isEqualTo("unsupported_media_type");
        assertThat(reply.header("accept-patch")).contains("application/merge-patch+json");
    }

    @Test
    void removesAnAgentAndWaitsUntilItIsGone() {
        world.post("/api/agents", "{\"name\": \"shop\"}", "Prefer: wait=20");

        world.delete("/api/agents/shop").expect(204);

        world.get("/api/agents/shop").expect(404);
        world.delete("/api/agents/shop").expect(404);
    }

    @Test
    void answersThatItIsStillGoing() {
        world.post("/api/agents", "{\"name\": \"shop\"}", "Prefer: wait=20");
        world.fleet.rest();

        ApiWorld.Reply reply = world.delete("/api/agents/shop?force=true&volumes=true", "Prefer: wait=0")
                .expect(202);

        assertThat(reply.json().get("status").asText()).isEqualTo("stopping");
        assertThat(world.record("shop").agent().wish().removal().force()).isTrue();
        assertThat(world.record("shop").agent().wish().removal().volumes()).isTrue();
        assertThat(world.post("/api/agents/shop/start", "").expect(409).code()).isEqualTo("wrong_state");
    }
}
