package dev.berth.controlplane.accounts;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.berth.controlplane.agents.OwnTokens;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Every token, in memory as in the store: made, found by its value, revoked.
///
/// [#identify] looks into memory alone, so that it takes microseconds, never blocks, and sees a change of this process
/// at once. What another process changed is seen with the next [#reload].
public final class Tokens implements OwnTokens {

    /// Begins every value that Berth makes, so that people and scanners recognise one.
    public static final String PREFIX = "berth_";

    /// The name of the token that the first start makes.
    public static final String FIRST = "admin";

    private static final int MOST = 50_000;
    private static final int LONGEST_VALUE = 512;
    private static final int VALUE_BYTES = 32;
    private static final int ID_BYTES = 8;

    private final TokenStore store;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /// Held while store and memory are brought to the same state; never while a token is looked up.
    private final ReentrantLock changing = new ReentrantLock();

    private volatile Table table = Table.of(List.of());

    /// Reads every token.
    public Tokens(TokenStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        reload();
    }

    /// What became of the wish for a token.
    public sealed interface Creation {

        /// @param value shown this once; only its hash is kept
        record Created(TokenRecord record, Secret value) implements Creation {}

        record NameTaken(String name) implements Creation {}

        record TooMany(int most) implements Creation {}
    }

    /// What became of the wish to revoke a token.
    public sealed interface Revocation {

        record Revoked(TokenRecord record) implements Revocation {}

        record Unknown() implements Revocation {}

        /// Nobody could make tokens any more.
        record LastAdmin() implements Revocation {}
    }

    /// Who a presented value belongs to; empty when it is no token, or no longer one. Called for each call of an agent.
    public Optional<Identity> identify(String value) {
        if (value.isEmpty() || value.length() > LONGEST_VALUE) {
            return Optional.empty();
        }
        List<TokenRecord> known = table.byHash().getOrDefault(TokenHash.of(value), List.of());
        List<TokenRecord> valid = new ArrayList<>(known.size());
        Instant now = clock.instant();
        for (TokenRecord each : known) {
            if (each.validAt(now) && !each.own()) {
                return Optional.of(identity(each, each.agent().map(Set::of).orElse(Set.of())));
            }
            if (each.validAt(now)) {
                valid.add(each);
            }
        }
        return valid.isEmpty() ? Optional.empty() : Optional.of(identity(valid.getFirst(), agents(valid)));
    }

    /// The owners of several agents may have chosen the same value; then it opens each of these agents.
    private static Set<AgentId> agents(List<TokenRecord> own) {
        return own.stream().flatMap(each -> each.agent().stream()).collect(toUnmodifiableSet());
    }

    private static Identity identity(TokenRecord record, Set<AgentId> agents) {
        return new Identity(record.id(), record.name(), record.owner(), record.scopes(), agents);
    }

    public Creation create(NewToken asked) {
        Secret value = new Secret(PREFIX + randomText());
        TokenRecord record = record(asked, TokenHash.of(value.reveal()));
        return changing(() -> {
            if (table.inOrder().size() >= MOST) {
                return new Creation.TooMany(MOST);
            }
            return store.add(record) ? new Creation.Created(record, value) : new Creation.NameTaken(asked.name());
        });
    }

    /// In the order of creation.
    public List<TokenRecord> all() {
        return table.inOrder();
    }

    /// @param reference a token's id or name
    public Revocation revoke(String reference) {
        return changing(() -> {
            Optional<TokenRecord> found = table.inOrder().stream()
                    .filter(each -> each.id().equals(reference) || each.name().equals(reference))
                    .findFirst();
            if (found.isPresent() && admins().equals(List.of(found.get()))) {
                return new Revocation.LastAdmin();
            }
            return found.filter(each -> store.remove(each.id()))
                    .<Revocation>map(Revocation.Revoked::new)
                    .orElseGet(Revocation.Unknown::new);
        });
    }

    private List<TokenRecord> admins() {
        Instant now = clock.instant();
        return table.inOrder().stream()
                .filter(each -> each.scopes().contains(Scope.ADMIN) && each.validAt(now))
                .toList();
    }

    /// Never false: somebody who chooses a value learns nothing about the tokens of others, and limits none of them.
    @Override
    public boolean set(AgentId agent, String owner, Secret token) {
        TokenRecord record = new TokenRecord(
                randomId(),
                TokenRecord.OWN + agent,
                owner,
                Set.of(Scope.INVOKE),
                Optional.of(agent),
                TokenHash.of(token.reveal()),
                clock.instant(),
                Optional.empty());
        return changing(() -> {
            store.replace(record);
            return true;
        });
    }

    @Override
    public void revokeAll(AgentId agent) {
        changing(() -> {
            store.removeAll(agent);
            return agent;
        });
    }

    /// Makes the first token, with the scope admin, unless some token has that scope already.
    ///
    /// @param anew whether it is made in any case; an earlier first one is refused from then on
    /// @param keep gets the value before the token is valid, so that the next start heals a crash between the two
    /// @return its value; empty when none was made
    public Optional<Secret> bootstrap(boolean anew, Consumer<Secret> keep) {
        if (!anew && !admins().isEmpty()) {
            return Optional.empty();
        }
        Secret value = new Secret(PREFIX + randomText());
        keep.accept(value);
        NewToken first = new NewToken(FIRST, "admin", Set.of(Scope.ADMIN), Optional.empty(), Optional.empty());
        changing(() -> {
            store.replace(record(first, TokenHash.of(value.reveal())));
            return first;
        });
        return Optional.of(value);
    }

    /// Takes what the store holds, changes of other processes too.
    public void reload() {
        changing(() -> table);
    }

    private TokenRecord record(NewToken asked, TokenHash hash) {
        Instant now = clock.instant();
        return new TokenRecord(
                randomId(),
                asked.name(),
                asked.owner(),
                asked.scopes(),
                asked.agent(),
                hash,
                now,
                asked.lifetime().map(now::plus));
    }

    private <T> T changing(Change<T> change) {
        changing.lock();
        try {
            T result = change.make();
            table = Table.of(store.all());
            return result;
        } finally {
            changing.unlock();
        }
    }

    /// A change of the store, after which memory is read anew.
    @FunctionalInterface
    private interface Change<T> {
        T make();
    }

    private String randomText() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(VALUE_BYTES));
    }

    private String randomId() {
        return HexFormat.of().formatHex(bytes(ID_BYTES));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /// All tokens at one moment.
    private record Table(List<TokenRecord> inOrder, Map<TokenHash, List<TokenRecord>> byHash) {

        static Table of(List<TokenRecord> stored) {
            List<TokenRecord> sorted = stored.stream()
                    .sorted(Comparator.comparing(TokenRecord::createdAt).thenComparing(TokenRecord::id))
                    .toList();
            return new Table(
                    sorted,
                    sorted.stream().collect(groupingBy(TokenRecord::hash)).entrySet().stream()
                            .collect(toUnmodifiableMap(Map.Entry::getKey, each -> List.copyOf(each.getValue()))));
        }
    }
}
