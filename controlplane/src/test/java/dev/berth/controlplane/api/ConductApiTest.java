package dev.berth.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How calls and sleep are dealt with, over the API.
class ConductApiTest {

    private final ApiWorld world = new ApiWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void showsTheDefaultsOfANewAgent() {
        JsonNode agent = world.post("/api/agents", "{\"name\": \"shop\", \"start\": \"on_demand\"}")
                .expect(201)
                .json();

        assertThat(agent.get("start").asText()).isEqualTo("on_demand");
        assertThat(agent.at("/journal/mode").asText()).isEqualTo("unsafe_methods");
        assertThat(agent.at("/journal/max_body").asLong()).isEqualTo(16 << 20);
        assertThat(agent.at("/journal/max_body_text").asText()).isEqualTo("16Mi");
        assertThat(agent.at("/idle/stop_after").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"journal\": \"always\"} | /journal/mode | always",
                "{\"journal\": {\"hold\": \"5s\"}} | /journal/hold | 5s",
                "{\"redelivery\": \"safe_methods_only\"} | /redelivery | safe_methods_only",
                "{\"order\": \"strict\"} | /order | strict",
                "{\"concurrency\": 3} | /concurrency | 3",
                "{\"when_stopped\": \"refuse\"} | /when_stopped | refuse",
                "{\"retry_on\": [503]} | /retry_on/0 | 503",
                "{\"waiting_page\": true} | /waiting_page | true",
                "{\"idle\": {\"freeze_after\": \"1m\"}} | /idle/freeze_after | 1m",
                "{\"start\": \"on_demand\"} | /start | on_demand"
            })
    void holdsAtOnceWithoutARevisionOrARestart(String patch, String pointer, String shown) {
        world.post("/api/agents", "{\"name\": \"shop\"}", "Prefer: wait=20");

        JsonNode patched = world.patch("/api/agents/shop", patch).expect(200).json();

        assertThat(patched.at(pointer).asText()).isEqualTo(shown);
        assertThat(patched.get("latest_revision").asInt()).isEqualTo(1);
        assertThat(patched.get("restart_required").asBoolean()).isFalse();
        JsonNode events =
                world.get("/api/agents/shop/events").expect(200).json().get("items");
        assertThat(events.get(events.size() - 1).get("reason").asText())
                .isEqualTo("How its calls and its sleep are dealt with was changed.");
    }

    @Test
    void changesNothingWhenThePatchSaysWhatIsSo() {
        world.post("/api/agents", "{\"name\": \"shop\", \"journal\": \"off\"}");
        int before = world.get("/api/agents/shop/events").json().get("items").size();

        world.patch("/api/agents/shop", "{\"journal\": {\"mode\": \"off\"}}").expect(200);

        assertThat(world.get("/api/agents/shop/events").json().get("items")).hasSize(before);
    }

    @Test
    void tellsWhatIsWrongAtItsField() {
        String body = "{\"name\": \"shop\", \"journal\": {\"hold\": \"11m\"}, \"retry_on\": [200]}";

        JsonNode problem = world.post("/api/agents", body).expect(422).json();

        assertThat(problem.get("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/journal/hold", "/retry_on/0");
    }
}
