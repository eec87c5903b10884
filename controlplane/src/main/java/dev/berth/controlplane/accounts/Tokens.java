package dev.berth.controlplane.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.controlplane.accounts.TokenStore.Kept;
import dev.berth.controlplane.agents.OwnTokens;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Makes, knows and revokes tokens.
///
/// All tokens are held in memory by their hash, so that a call is identified in a microsecond, and a revoked token is
/// refused from the next call on. A look-up by hash tells nothing by the time it takes.
public final class Tokens implements OwnTokens {

    /// Marks a value as a token of Berth's, for people and for programs that look for leaked secrets.
    private static final String PREFIX = "berth_";

    private static final int RANDOM_BYTES = 32;
    private static final int ID_BYTES = 6;
    private static final String ADMIN = "admin";

    private final TokenStore store;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentMap<String, Token> byHash = new ConcurrentHashMap<>();

    public Tokens(TokenStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        reload();
    }

    /// What is asked for when a token is made.
    ///
    /// @param lifetime empty for one that never expires
    public record Wanted(
            String name, String owner, Set<Scope> scopes, Optional<AgentId> agent, Optional<Duration> lifetime) {}

    /// A new token with its value, which is shown this once.
    public record Created(Token token, Secret value) {}

    /// Takes what other processes made and revoked.
    public void reload() {
        List<Kept> stored = store.all();
        Set<String> hashes = Set.copyOf(stored.stream().map(Kept::hash).toList());
        byHash.keySet().retainAll(hashes);
        stored.forEach(each -> byHash.put(each.hash(), each.token()));
    }

    /// Whose credential this is; empty when it is no token, was revoked, or has expired.
    public Optional<Token> identify(String value) {
        return Optional.ofNullable(byHash.get(hash(value))).filter(token -> !token.expired(clock.instant()));
    }

    /// Makes a token; empty when another has its name.
    public Optional<Created> create(Wanted wanted) {
        return keep(wanted, new Secret(PREFIX + text(RANDOM_BYTES)));
    }

    private Optional<Created> keep(Wanted wanted, Secret value) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        Token token = new Token(
                HexFormat.of().formatHex(id),
                wanted.name(),
                wanted.owner(),
                wanted.scopes(),
                wanted.agent(),
                clock.instant(),
                wanted.lifetime().map(clock.instant()::plus));
        Kept kept = new Kept(token, hash(value.reveal()));
        if (!store.add(kept)) {
            return Optional.empty();
        }
        byHash.put(kept.hash(), token);
        return Optional.of(new Created(token, value));
    }

    /// Makes the first administrator's token, unless there is one that holds.
    public Optional<Created> createFirstAdmin() {
        boolean there =
                byHash.values().stream().anyMatch(each -> each.may(Scope.ADMIN) && !each.expired(clock.instant()));
        return there
                ? Optional.empty()
                : create(new Wanted(ADMIN, ADMIN, Set.of(Scope.ADMIN), Optional.empty(), Optional.empty()));
    }

    /// In the order of creation, those that have expired included.
    public List<Token> list() {
        return store.all().stream().map(Kept::token).toList();
    }

    /// Revokes by id or by name; empty when there is none.
    public Optional<Token> revoke(String idOrName) {
        Optional<Kept> found = store.all().stream()
                .filter(each -> each.token().id().equals(idOrName)
                        || each.token().name().equals(idOrName))
                .findFirst();
        found.ifPresent(kept -> {
            byHash.remove(kept.hash());
            store.remove(kept.token().id());
        });
        return found.map(Kept::token);
    }

    @Override
    public boolean set(AgentId agent, String owner, Secret token) {
        String name = "agent-" + agent;
        revoke(name);
        return keep(new Wanted(name, owner, Set.of(Scope.INVOKE), Optional.of(agent), Optional.empty()), token)
                .isPresent();
    }

    @Override
    public void revokeAll(AgentId agent) {
        byHash.values().removeIf(each -> each.agent().equals(Optional.of(agent)));
        store.removeFor(agent);
    }

    private String text(int bytes) {
        byte[] fresh = new byte[bytes];
        random.nextBytes(fresh);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fresh);
    }

    private static String hash(String value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
