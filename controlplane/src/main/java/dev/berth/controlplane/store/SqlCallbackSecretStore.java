package dev.berth.controlplane.store;

import dev.berth.controlplane.requests.CallbackSecretStore;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import dev.berth.kit.SecretBox;
import java.time.Instant;
import java.util.Optional;

/// The secrets of callbacks in the [Database], sealed.
public final class SqlCallbackSecretStore implements CallbackSecretStore {

    private static final String FIND = "SELECT sealed FROM callback_secret WHERE agent = :agent";
    private static final String PUT = """
            INSERT INTO callback_secret (agent, sealed, made_at) VALUES (:agent, :sealed, :made_at)
            ON CONFLICT (agent) DO UPDATE SET sealed = excluded.sealed, made_at = excluded.made_at
            """;
    private static final String FORGET = """
            DELETE FROM callback_secret
            WHERE made_at < :made_before AND NOT EXISTS (SELECT 1 FROM agent WHERE agent.id = callback_secret.agent)
            """;

    private final Database database;
    private final SecretBox box;

    /// @param box seals them
    public SqlCallbackSecretStore(Database database, SecretBox box) {
        this.database = database;
        this.box = box;
    }

    @Override
    public Optional<Secret> find(AgentId agent) {
        return database.inTransaction(
                "read a callback secret",
                handle -> handle.createQuery(FIND)
                        .bind("agent", agent.value())
                        .mapTo(String.class)
                        .findOne()
                        .map(text -> new Secret(box.open(text))));
    }

    @Override
    public void put(AgentId agent, Secret secret, Instant madeAt) {
        int _ = database.inTransaction(
                "write a callback secret",
                handle -> handle.createUpdate(PUT)
                        .bind("agent", agent.value())
                        .bind("sealed", box.seal(secret.reveal()))
                        .bind("made_at", madeAt.toEpochMilli())
                        .execute());
    }

    @Override
    public void forgetGone(Instant madeBefore) {
        int _ = database.inTransaction(
                "forget callback secrets",
                handle -> handle.createUpdate(FORGET)
                        .bind("made_before", madeBefore.toEpochMilli())
                        .execute());
    }
}
