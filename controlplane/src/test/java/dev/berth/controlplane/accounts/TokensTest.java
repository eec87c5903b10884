package dev.berth.controlplane.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.controlplane.accounts.Tokens.Creation.Created;
import dev.berth.controlplane.accounts.Tokens.Creation.NameTaken;
import dev.berth.controlplane.accounts.Tokens.Revocation.LastAdmin;
import dev.berth.controlplane.accounts.Tokens.Revocation.Revoked;
import dev.berth.controlplane.accounts.Tokens.Revocation.Unknown;
import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    private static final AgentId ONE = SampleAgents.id(1);
    private static final AgentId TWO = SampleAgents.id(2);

    private final TestClock clock = new TestClock();
    private final FakeTokenStore store = new FakeTokenStore();
    private final Tokens tokens = new Tokens(store, clock);

    private Created created(String name, Optional<Duration> lifetime) {
        return (Created) tokens.create(new NewToken(name, "alice", Set.of(Scope.OPERATE), Optional.empty(), lifetime));
    }

    @Test
    void findsATokenByItsValue() {
        Created made = created("ci", Optional.empty());

        assertThat(tokens.identify(made.value().reveal()))
                .contains(new Identity(made.record().id(), "ci", "alice", Set.of(Scope.OPERATE), Set.of()));
    }

    @Test
    void makesValuesThatPeopleRecognise() {
        assertThat(created("ci", Optional.empty()).value().reveal()).matches("berth_[A-Za-z0-9_-]{43}");
    }

    @Test
    void keepsNothingButAHash() {
        Created made = created("ci", Optional.empty());

        assertThat(store.all().toString()).doesNotContain(made.value().reveal());
        assertThat(made.toString()).doesNotContain(made.value().reveal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "berth_", "nonsense"})
    void knowsNobodyElse(String value) {
        Created made = created("ci", Optional.empty());

        assertThat(tokens.identify(made.record().id())).isEmpty();
        assertThat(tokens.identify(made.record().hash().hex())).isEmpty();
        assertThat(tokens.identify(value)).isEmpty();
        assertThat(tokens.identify("x".repeat(100_000))).isEmpty();
    }

    @Test
    void refusesATokenFromTheMomentThatItIsRevoked() {
        Created byName = created("ci", Optional.empty());
        Created byId = created("other", Optional.empty());

        assertThat(tokens.revoke("ci")).isEqualTo(new Revoked(byName.record()));
        assertThat(tokens.revoke(byId.record().id())).isEqualTo(new Revoked(byId.record()));

        assertThat(tokens.identify(byName.value().reveal())).isEmpty();
        assertThat(tokens.identify(byId.value().reveal())).isEmpty();
        assertThat(tokens.revoke("ci")).isEqualTo(new Unknown());
    }

    @Test
    void refusesATokenFromTheMomentThatItExpires() {
        Created made = created("ci", Optional.of(Duration.ofHours(1)));

        clock.forward(Duration.ofMinutes(59));
        assertThat(tokens.identify(made.value().reveal())).isPresent();

        clock.forward(Duration.ofMinutes(1));
        assertThat(tokens.identify(made.value().reveal())).isEmpty();
    }

    @Test
    void refusesASecondTokenWithTheName() {
        created("ci", Optional.empty());

        assertThat(tokens.create(new NewToken("ci", "bob", Set.of(Scope.READ), Optional.empty(), Optional.empty())))
                .isEqualTo(new NameTaken("ci"));
    }

    @Test
    void knowsTokensOfEarlierProcesses() {
        Created made = created("ci", Optional.empty());

        assertThat(new Tokens(store, clock).identify(made.value().reveal())).isPresent();
    }

    @Test
    void seesWhatOtherProcessesChangedWhenItReloads() {
        Created made = created("ci", Optional.empty());
        new Tokens(store, clock).revoke("ci");

        tokens.reload();

        assertThat(tokens.identify(made.value().reveal())).isEmpty();
    }

    @Test
    void opensOneAgentWithTheTokenThatItsOwnerChose() {
        tokens.set(ONE, "alice", new Secret("chosen-by-alice-1"));

        Identity identity = tokens.identify("chosen-by-alice-1").orElseThrow();

        assertThat(identity.may(Scope.INVOKE)).isTrue();
        assertThat(identity.may(Scope.READ)).isFalse();
        assertThat(identity.reaches(ONE)).isTrue();
        assertThat(identity.reaches(TWO)).isFalse();
    }

    @Test
    void opensEveryAgentWhoseOwnerChoseTheSameToken() {
        tokens.set(ONE, "alice", new Secret("the-same-for-both"));
        tokens.set(TWO, "alice", new Secret("the-same-for-both"));

        assertThat(tokens.identify("the-same-for-both").orElseThrow().agents()).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void replacesAnAgentsOwnToken() {
        tokens.set(ONE, "alice", new Secret("chosen-by-alice-1"));
        tokens.set(ONE, "alice", new Secret("chosen-by-alice-2"));

        assertThat(tokens.identify("chosen-by-alice-1")).isEmpty();
        assertThat(tokens.identify("chosen-by-alice-2")).isPresent();
    }

    @Test
    void neverLetsAChosenTokenLimitOrWidenAnIssuedOne() {
        Created made = created("ci", Optional.empty());
        tokens.set(ONE, "alice", made.value());

        assertThat(tokens.identify(made.value().reveal()).orElseThrow().scopes())
                .containsExactly(Scope.OPERATE);
        assertThat(tokens.identify(made.value().reveal()).orElseThrow().reachesAll())
                .isTrue();
    }

    @Test
    void revokesEveryTokenOfAnAgent() {
        tokens.set(ONE, "alice", new Secret("chosen-by-alice-1"));
        Created limited = (Created)
                tokens.create(new NewToken("one", "alice", Set.of(Scope.READ), Optional.of(ONE), Optional.empty()));

        tokens.revokeAll(ONE);

        assertThat(tokens.identify("chosen-by-alice-1")).isEmpty();
        assertThat(tokens.identify(limited.value().reveal())).isEmpty();
    }

    @Test
    void makesTheFirstTokenOnce() {
        List<Secret> kept = new ArrayList<>();

        assertThat(tokens.bootstrap(false, kept::add)).isPresent();
        assertThat(tokens.bootstrap(false, kept::add)).isEmpty();

        assertThat(kept).hasSize(1);
        assertThat(tokens.identify(kept.getFirst().reveal()).orElseThrow().may(Scope.ADMIN))
                .isTrue();
    }

    @Test
    void makesTheFirstTokenAnewWhenAskedTo() {
        List<Secret> kept = new ArrayList<>();
        tokens.bootstrap(false, kept::add);

        assertThat(tokens.bootstrap(true, kept::add)).isPresent();

        assertThat(tokens.identify(kept.getFirst().reveal())).isEmpty();
        assertThat(tokens.identify(kept.getLast().reveal()).orElseThrow().may(Scope.ADMIN))
                .isTrue();
        assertThat(tokens.all()).hasSize(1);
    }

    @Test
    void keepsTheLastAdministrator() {
        tokens.bootstrap(false, _ -> {});

        assertThat(tokens.revoke("admin")).isEqualTo(new LastAdmin());

        tokens.create(new NewToken("second", "bob", Set.of(Scope.ADMIN), Optional.empty(), Optional.empty()));
        assertThat(tokens.revoke("admin")).isInstanceOf(Revoked.class);
    }

    @Test
    void makesNoFirstTokenThatCouldNotBeKept() {
        assertThatThrownBy(() -> tokens.bootstrap(false, _ -> {
                    throw new IllegalStateException("disk full");
                }))
                .hasMessage("disk full");

        assertThat(tokens.all()).isEmpty();
    }

    @Test
    void hasScopesThatIncludeOthers() {
        assertThat(Scope.ADMIN.includes(Scope.OPERATE)).isTrue();
        assertThat(Scope.OPERATE.includes(Scope.READ)).isTrue();
        assertThat(Scope.OPERATE.includes(Scope.INVOKE)).isTrue();
        assertThat(Scope.OPERATE.includes(Scope.ADMIN)).isFalse();
        assertThat(Scope.READ.includes(Scope.INVOKE)).isFalse();
        assertThat(Scope.INVOKE.includes(Scope.READ)).isFalse();
    }
}
