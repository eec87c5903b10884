package dev.berth.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.controlplane.accounts.Scope;
import dev.berth.controlplane.requests.KeptCalls;
import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Entry;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Callbacks, over the API.
class CallbacksApiTest {

    @TempDir
    Path folder;

    private KeptCalls calls;
    private ApiWorld world;
    private AgentId shop;

    @BeforeEach
    void open() {
        calls = new KeptCalls(folder);
        world = new ApiWorld(calls.desk());
        shop = world.deployed("shop").agent().id();
    }

    @AfterEach
    void close() {
        world.close();
        calls.close();
    }

    private static String at(Entry entry) {
        return "/api/agents/shop/requests/" + entry.id();
    }

    @Test
    void showsWhereACallbackStandsWithoutWhatMayBeSecret() {
        Entry entry = calls.waiting(shop, "/orders");
        calls.outbox().owe(entry.id(), shop, "https://example.org:8443/done?token=hidden", "example.org:8443");

        JsonNode waiting = world.get(at(entry)).expect(200).json().get("callback");
        calls.outbox().ended(entry.id(), KeptCalls.NOON);
        calls.outbox().failed(entry.id(), 2, KeptCalls.NOON.plusSeconds(5), "The receiver answered 500.");
        JsonNode due = world.get(at(entry)).expect(200).json().get("callback");
        calls.outbox()
                .givenUp(entry.id(), 3, "It was not taken in time.", KeptCalls.NOON, KeptCalls.NOON.plusSeconds(60));
        JsonNode up = world.get(at(entry)).expect(200).json().get("callback");

        assertThat(waiting.get("to").asText()).isEqualTo("https://example.org:8443");
        assertThat(waiting.get("status").asText()).isEqualTo("waiting");
        assertThat(due.get("status").asText()).isEqualTo("due");
        assertThat(due.get("attempts").asInt()).isEqualTo(2);
        assertThat(due.get("next_at").asText()).isEqualTo("2026-03-01T12:00:05.123Z");
        assertThat(due.get("reason").asText()).isEqualTo("The receiver answered 500.");
        assertThat(up.get("status").asText()).isEqualTo("given_up");
        assertThat(up.get("reason").asText()).isEqualTo("It was not taken in time.");
        assertThat(up.get("ended_at").asText()).isEqualTo("2026-03-01T12:00:00.123Z");
    }

    @Test
    void saysNothingOfACallbackThatNobodyAskedFor() {
        Entry entry = calls.waiting(shop, "/orders");

        assertThat(world.get(at(entry)).expect(200).json().has("callback")).isFalse();
    }

    @Test
    void makesASecretForCallbacksAnewEachTime() {
        String path = "/api/agents/shop/callback-secret";

        JsonNode first = world.post(path, "").expect(201).json();
        JsonNode second = world.post(path, "").expect(201).json();

        assertThat(first.get("agent").asText()).isEqualTo(shop.value());
        assertThat(first.get("secret").asText()).startsWith("bcs_").hasSizeGreaterThan(40);
        assertThat(second.get("secret").asText())
                .isNotEqualTo(first.get("secret").asText());
        world.post(path, "", "Authorization: Bearer " + world.token("looks", Optional.empty(), Scope.READ))
                .expect(403);
    }
}
