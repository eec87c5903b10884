package dev.berth.controlplane.store;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.berth.controlplane.accounts.Scope;
import dev.berth.controlplane.accounts.TokenHash;
import dev.berth.controlplane.accounts.TokenRecord;
import dev.berth.controlplane.accounts.TokenStore;
import dev.berth.domain.agent.AgentId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// Tokens in the [Database].
public final class SqlTokenStore implements TokenStore {

    private static final String ADD = """
            INSERT INTO token (id, name, owner, scopes, agent, hash, created_at, expires_at)
            VALUES (:id, :name, :owner, :scopes, :agent, :hash, :created_at, :expires_at)
            ON CONFLICT (name) DO NOTHING
            """;

    private final Database database;

    public SqlTokenStore(Database database) {
        this.database = database;
    }

    @Override
    public List<TokenRecord> all() {
        return database.inTransaction(
                "read the tokens",
                handle -> handle.createQuery("SELECT * FROM token ORDER BY created_at, id")
                        .map((each, _) -> read(each))
                        .list());
    }

    @Override
    public boolean add(TokenRecord token) {
        return database.inTransaction("add a token", handle -> add(handle, token));
    }

    @Override
    public void replace(TokenRecord token) {
        database.inTransaction("replace a token", handle -> {
            handle.createUpdate("DELETE FROM token WHERE name = :name")
                    .bind("name", token.name())
                    .execute();
            return add(handle, token);
        });
    }

    @Override
    public boolean remove(String id) {
        return database.inTransaction(
                "remove a token",
                handle -> handle.createUpdate("DELETE FROM token WHERE id = :id")
                                .bind("id", id)
                                .execute()
                        == 1);
    }

    @Override
    public void removeAll(AgentId agent) {
        database.inTransaction(
                "remove an agent's tokens",
                handle -> handle.createUpdate("DELETE FROM token WHERE agent = :agent")
                        .bind("agent", agent.value())
                        .execute());
    }

    private static boolean add(Handle handle, TokenRecord token) {
        return handle.createUpdate(ADD)
                        .bind("id", token.id())
                        .bind("name", token.name())
                        .bind("owner", token.owner())
                        .bind("scopes", words(token))
                        .bind("agent", token.agent().map(AgentId::value).orElse(null))
                        .bind("hash", token.hash().hex())
                        .bind("created_at", token.createdAt().toEpochMilli())
                        .bind(
                                "expires_at",
                                token.expiresAt().map(Instant::toEpochMilli).orElse(null))
                        .execute()
                == 1;
    }

    private static String words(TokenRecord token) {
        return token.scopes().stream()
                .sorted()
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(joining(","));
    }

    private static TokenRecord read(ResultSet row) throws SQLException {
        long expires = row.getLong("expires_at");
        Optional<Instant> expiresAt = row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires));
        return new TokenRecord(
                row.getString("id"),
                row.getString("name"),
                row.getString("owner"),
                Stream.of(row.getString("scopes").split(","))
                        .map(each -> Scope.valueOf(each.toUpperCase(Locale.ROOT)))
                        .collect(toUnmodifiableSet()),
                Optional.ofNullable(row.getString("agent")).map(AgentId::new),
                new TokenHash(row.getString("hash")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                expiresAt);
    }
}
