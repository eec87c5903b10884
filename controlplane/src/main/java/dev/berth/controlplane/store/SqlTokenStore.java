package dev.berth.controlplane.store;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.berth.controlplane.accounts.Scope;
import dev.berth.controlplane.accounts.Token;
import dev.berth.controlplane.accounts.TokenStore;
import dev.berth.domain.agent.AgentId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Tokens in the [Database].
public final class SqlTokenStore implements TokenStore {

    private static final String ADD = """
            INSERT INTO token (id, name, hash, owner, scopes, agent, created_at, expires_at)
            VALUES (:id, :name, :hash, :owner, :scopes, :agent, :created_at, :expires_at)
            ON CONFLICT DO NOTHING
            """;
    private static final String ALL = "SELECT * FROM token ORDER BY created_at, id";

    private final Database database;

    public SqlTokenStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean add(Kept kept) {
        Token token = kept.token();
        return database.inTransaction(
                "add a token",
                handle -> handle.createUpdate(ADD)
                                .bind("id", token.id())
                                .bind("name", token.name())
                                .bind("hash", kept.hash())
                                .bind("owner", token.owner())
                                .bind(
                                        "scopes",
                                        token.scopes().stream()
                                                .map(Scope::name)
                                                .sorted()
                                                .collect(joining(",")))
                                .bind("agent", token.agent().map(AgentId::value).orElse(null))
                                .bind("created_at", token.createdAt().toEpochMilli())
                                .bind(
                                        "expires_at",
                                        token.expiresAt()
                                                .map(Instant::toEpochMilli)
                                                .orElse(null))
                                .execute()
                        == 1);
    }

    @Override
    public List<Kept> all() {
        return database.inTransaction(
                "read the tokens",
                handle -> handle.createQuery(ALL)
                        .map((row, _) -> new Kept(token(row), row.getString("hash")))
                        .list());
    }

    private static Token token(ResultSet row) throws SQLException {
        long expires = row.getLong("expires_at");
        Optional<Instant> expiresAt = row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires));
        return new Token(
                row.getString("id"),
                row.getString("name"),
                row.getString("owner"),
                Arrays.stream(row.getString("scopes").split(","))
                        .map(Scope::valueOf)
                        .collect(toUnmodifiableSet()),
                Optional.ofNullable(row.getString("agent")).map(AgentId::new),
                Instant.ofEpochMilli(row.getLong("created_at")),
                expiresAt);
    }

    @Override
    public void remove(String id) {
        database.inTransaction(
                "remove a token",
                handle -> handle.createUpdate("DELETE FROM token WHERE id = :id")
                        .bind("id", id)
                        .execute());
    }

    @Override
    public void removeFor(AgentId agent) {
        database.inTransaction(
                "remove an agent's tokens",
                handle -> handle.createUpdate("DELETE FROM token WHERE agent = :agent")
                        .bind("agent", agent.value())
                        .execute());
    }
}
