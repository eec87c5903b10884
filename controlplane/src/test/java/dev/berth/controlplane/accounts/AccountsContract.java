package dev.berth.controlplane.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What tokens and the audit log must do on every database.
public abstract class AccountsContract {

    private static final AgentId SHOP = new AgentId("0123456789abcdef0123456789abcdef");
    private static final AgentId OTHER = new AgentId("fedcba9876543210fedcba9876543210");

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private TokenStore store;
    private Tokens tokens;

    protected abstract TokenStore emptyTokens() throws Exception;

    protected abstract AuditLog auditLog() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = emptyTokens();
        tokens = new Tokens(store, () -> now);
    }

    private Tokens.Created create(String name, Scope scope, Optional<AgentId> agent, Optional<Duration> lifetime) {
        return tokens.create(new Tokens.Wanted(name, "admin", Set.of(scope), agent, lifetime))
                .orElseThrow();
    }

    @Test
    void knowsABearerByTheValueOnly() {
        Tokens.Created created = create("ci", Scope.READ, Optional.empty(), Optional.empty());

        assertThat(tokens.identify(created.value().reveal())).contains(created.token());
        assertThat(tokens.identify(created.token().id())).isEmpty();
        assertThat(tokens.identify("berth_nonsense")).isEmpty();
        assertThat(tokens.identify("")).isEmpty();
    }

    @Test
    void keepsNoValue() {
        Tokens.Created created = create("ci", Scope.READ, Optional.empty(), Optional.empty());

        assertThat(store.all().toString()).doesNotContain(created.value().reveal());
        assertThat(created.toString()).doesNotContain(created.value().reveal());
    }

    @Test
    void knowsTokensThatAnotherProcessMade() {
        Tokens other = new Tokens(store, () -> now);
        Tokens.Created created = create("ci", Scope.READ, Optional.empty(), Optional.empty());
        assertThat(other.identify(created.value().reveal())).isEmpty();

        other.reload();
        assertThat(other.identify(created.value().reveal())).contains(created.token());

        tokens.revoke("ci");
        other.reload();
        assertThat(other.identify(created.value().reveal())).isEmpty();
    }

    @Test
    void refusesASecondTokenOfTheName() {
        create("ci", Scope.READ, Optional.empty(), Optional.empty());

        assertThat(tokens.create(
                        new Tokens.Wanted("ci", "admin", Set.of(Scope.READ), Optional.empty(), Optional.empty())))
                .isEmpty();
    }

    @Test
    void refusesARevokedTokenFromTheNextCallOn() {
        Tokens.Created created = create("ci", Scope.READ, Optional.empty(), Optional.empty());

        assertThat(tokens.revoke(created.token().id())).contains(created.token());

        assertThat(tokens.identify(created.value().reveal())).isEmpty();
        assertThat(tokens.revoke("ci")).isEmpty();
    }

    @Test
    void refusesAnExpiredToken() {
        Tokens.Created created = create("ci", Scope.READ, Optional.empty(), Optional.of(Duration.ofMinutes(5)));

        now = now.plusSeconds(299);
        assertThat(tokens.identify(created.value().reveal())).isPresent();
        now = now.plusSeconds(1);
        assertThat(tokens.identify(created.value().reveal())).isEmpty();
    }

    @Test
    void limitsATokenToItsAgent() {
        Token token = create("shop", Scope.INVOKE, Optional.of(SHOP), Optional.empty())
                .token();

        assertThat(token.may(Scope.INVOKE, SHOP)).isTrue();
        assertThat(token.may(Scope.INVOKE, OTHER)).isFalse();
        assertThat(token.may(Scope.READ, SHOP)).isFalse();
        assertThat(token.may(Scope.INVOKE)).isFalse();
    }

    @Test
    void letsOperatorsReadAndInvokeButNotAdminister() {
        Token token =
                create("ops", Scope.OPERATE, Optional.empty(), Optional.empty()).token();

        assertThat(token.may(Scope.READ)).isTrue();
        assertThat(token.may(Scope.INVOKE, SHOP)).isTrue();
        assertThat(token.may(Scope.ADMIN)).isFalse();
    }

    @Test
    void makesOneFirstAdministrator() {
        Tokens.Created admin = tokens.createFirstAdmin().orElseThrow();

        assertThat(admin.token().may(Scope.ADMIN)).isTrue();
        assertThat(tokens.createFirstAdmin()).isEmpty();
    }

    @Test
    void replacesAnAgentsOwnToken() {
        tokens.set(SHOP, "admin", new Secret("first-secret-of-it"));
        tokens.set(SHOP, "admin", new Secret("second-secret-of-it"));

        assertThat(tokens.identify("first-secret-of-it")).isEmpty();
        assertThat(tokens.identify("second-secret-of-it").orElseThrow().may(Scope.INVOKE, SHOP))
                .isTrue();
        assertThat(tokens.set(OTHER, "admin", new Secret("second-secret-of-it")))
                .isFalse();

        tokens.revokeAll(SHOP);
        assertThat(tokens.identify("second-secret-of-it")).isEmpty();
    }

    @Test
    void listsWhatWasDoneNewestFirst() throws Exception {
        AuditLog log = auditLog();
        for (int i = 1; i <= 5; i++) {
            log.record(new AuditEntry(0, now, "admin", "agent_create", "agent " + i, 201, "127.0.0.1", "r" + i));
        }

        assertThat(log.before(Long.MAX_VALUE, 2))
                .extracting(AuditEntry::subject)
                .containsExactly("agent 5", "agent 4");
        assertThat(log.before(2, 10)).extracting(AuditEntry::sequence).containsExactly(1L);
    }

    @Test
    void losesNoEntryThatManyWriteAtOnce() throws Exception {
        AuditLog log = auditLog();
        List<Callable<Void>> writers = IntStream.range(0, 20)
                .<Callable<Void>>mapToObj(i -> () -> {
                    log.record(new AuditEntry(0, now, "admin", "agent_start", "", 200, "127.0.0.1", "r" + i));
                    return null;
                })
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> each : threads.invokeAll(writers)) {
                each.get();
            }
        }

        assertThat(log.before(Long.MAX_VALUE, 100)).hasSize(20);
    }
}
