package dev.berth.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.controlplane.requests.CallbackSecretStore;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a store of callback secrets does, whichever database it lies in.
abstract class CallbackSecretStoreContract {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final AgentId GONE = AgentId.of(new UUID(9, 9));

    /// Over a database that has the agents of [KnownAgents] and no secret.
    abstract CallbackSecretStore empty() throws IOException;

    @Test
    void keepsTheNewestSecretOfEachAgent() throws IOException {
        CallbackSecretStore store = empty();
        store.put(SampleAgents.id(1), new Secret("one"), NOON);
        store.put(SampleAgents.id(1), new Secret("two"), NOON);

        assertThat(store.find(SampleAgents.id(1))).contains(new Secret("two"));
        assertThat(store.find(GONE)).isEmpty();
    }

    @Test
    void forgetsOldOnesOfAgentsThatAreGone() throws IOException {
        CallbackSecretStore store = empty();
        store.put(SampleAgents.id(1), new Secret("one"), NOON);
        store.put(GONE, new Secret("gone"), NOON);

        store.forgetGone(NOON);
        assertThat(store.find(GONE)).isPresent();
        store.forgetGone(NOON.plusMillis(1));

        assertThat(store.find(GONE)).isEmpty();
        assertThat(store.find(SampleAgents.id(1))).isPresent();
    }
}
