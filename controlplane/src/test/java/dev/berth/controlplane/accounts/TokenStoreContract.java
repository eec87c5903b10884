package dev.berth.controlplane.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.domain.agent.AgentId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [TokenStore] must do. The tests of each database extend it.
public abstract class TokenStoreContract {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");

    private TokenStore store;

    /// An empty store that knows the agents 1 and 2 of [SampleAgents].
    protected abstract TokenStore empty() throws Exception;

    /// The same store, opened by another process.
    protected abstract TokenStore reopened() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = empty();
    }

    private static TokenRecord token(String name, Optional<AgentId> agent, Optional<Instant> expiresAt) {
        return new TokenRecord(
                "id-" + name,
                name,
                "alice",
                Set.of(Scope.INVOKE, Scope.READ),
                agent,
                TokenHash.of("value of " + name),
                NOON.plusSeconds(name.length()),
                expiresAt);
    }

    @Test
    void keepsTokensForTheNextProcess() throws Exception {
        TokenRecord plain = token("ci", Optional.empty(), Optional.empty());
        TokenRecord limited = token("limited", Optional.of(SampleAgents.id(1)), Optional.of(NOON.plusSeconds(60)));
        assertThat(store.add(plain)).isTrue();
        assertThat(store.add(limited)).isTrue();

        assertThat(reopened().all()).containsExactly(plain, limited);
    }

    @Test
    void refusesASecondTokenWithTheName() {
        TokenRecord first = token("ci", Optional.empty(), Optional.empty());
        store.add(first);
        TokenRecord second = new TokenRecord(
                "other", "ci", "bob", Set.of(Scope.ADMIN), Optional.empty(), TokenHash.of("x"), NOON, Optional.empty());

        assertThat(store.add(second)).isFalse();
        assertThat(store.all()).containsExactly(first);
    }

    @Test
    void replacesTheTokenOfTheSameName() {
        store.add(token("ci", Optional.empty(), Optional.empty()));
        TokenRecord second = new TokenRecord(
                "other", "ci", "bob", Set.of(Scope.ADMIN), Optional.empty(), TokenHash.of("x"), NOON, Optional.empty());

        store.replace(second);

        assertThat(store.all()).containsExactly(second);
    }

    @Test
    void removesATokenOnce() {
        store.add(token("ci", Optional.empty(), Optional.empty()));

        assertThat(store.remove("id-ci")).isTrue();
        assertThat(store.remove("id-ci")).isFalse();
        assertThat(store.all()).isEmpty();
    }

    @Test
    void removesEveryTokenOfAnAgentAndNoOther() {
        TokenRecord plain = token("ci", Optional.empty(), Optional.empty());
        TokenRecord other = token("two", Optional.of(SampleAgents.id(2)), Optional.empty());
        store.add(plain);
        store.add(token("one", Optional.of(SampleAgents.id(1)), Optional.empty()));
        store.add(token("one-more", Optional.of(SampleAgents.id(1)), Optional.empty()));
        store.add(other);

        store.removeAll(SampleAgents.id(1));

        assertThat(store.all()).containsExactlyInAnyOrder(plain, other);
    }
}
