package dev.berth.controlplane.store;

import dev.berth.controlplane.requests.CallbackSecretStore;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteCallbackSecretStoreTest extends CallbackSecretStoreContract {

    @TempDir
    Path folder;

    private final List<Database> opened = new ArrayList<>();

    @Override
    CallbackSecretStore empty() throws IOException {
        Database database = Database.sqlite(folder.resolve("berth.db"));
        opened.add(database);
        SecretBox box = SecretBox.withKeyFile(folder.resolve("secret.key"));
        KnownAgents.addTo(new SqlAgentStore(database, box));
        return new SqlCallbackSecretStore(database, box);
    }

    @AfterEach
    void close() {
        opened.forEach(Database::close);
    }
}
