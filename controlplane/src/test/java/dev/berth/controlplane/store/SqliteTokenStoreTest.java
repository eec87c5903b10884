package dev.berth.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.accounts.Scope;
import dev.berth.controlplane.accounts.TokenHash;
import dev.berth.controlplane.accounts.TokenRecord;
import dev.berth.controlplane.accounts.TokenStore;
import dev.berth.controlplane.accounts.TokenStoreContract;
import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTokenStoreTest extends TokenStoreContract {

    @TempDir
    Path folder;

    private final List<Database> opened = new ArrayList<>();

    private Database open() {
        Database database = Database.sqlite(folder.resolve("berth.db"));
        opened.add(database);
        return database;
    }

    private SqlAgentStore agents(Database database) throws IOException {
        return new SqlAgentStore(database, SecretBox.withKeyFile(folder.resolve("secret.key")));
    }

    @Override
    protected TokenStore empty() throws IOException {
        Database database = open();
        KnownAgents.addTo(agents(database));
        return new SqlTokenStore(database);
    }

    @Override
    protected TokenStore reopened() {
        closeAll();
        return new SqlTokenStore(open());
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Database::close);
        opened.clear();
    }

    @Test
    void losesTheTokensOfAnAgentThatIsRemoved() throws IOException {
        Database database = open();
        TokenStore store = new SqlTokenStore(database);
        store.add(new TokenRecord(
                "id",
                "one",
                "alice",
                Set.of(Scope.INVOKE),
                Optional.of(SampleAgents.id(1)),
                TokenHash.of("x"),
                Instant.EPOCH,
                Optional.empty()));

        agents(database).remove(SampleAgents.id(1));

        assertThat(store.all()).isEmpty();
    }
}
