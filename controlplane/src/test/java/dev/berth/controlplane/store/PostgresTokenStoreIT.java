package dev.berth.controlplane.store;

import dev.berth.controlplane.accounts.TokenStore;
import dev.berth.controlplane.accounts.TokenStoreContract;
import dev.berth.kit.SecretBox;
import dev.berth.testkit.ScratchPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class PostgresTokenStoreIT extends TokenStoreContract {

    @TempDir
    Path folder;

    private final List<Database> opened = new ArrayList<>();
    private final ScratchPostgres server = ScratchPostgres.create();

    private Database open() {
        Database database = Database.postgres(server.url());
        opened.add(database);
        return database;
    }

    @Override
    protected TokenStore empty() throws IOException {
        Database database = open();
        KnownAgents.addTo(new SqlAgentStore(database, SecretBox.withKeyFile(folder.resolve("secret.key"))));
        return new SqlTokenStore(database);
    }

    @Override
    protected TokenStore reopened() {
        closeAll();
        return new SqlTokenStore(open());
    }

    private void closeAll() {
        opened.forEach(Database::close);
        opened.clear();
    }

    @AfterEach
    void drop() {
        closeAll();
        server.close();
    }
}
