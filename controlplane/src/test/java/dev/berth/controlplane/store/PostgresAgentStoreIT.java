package dev.berth.controlplane.store;

import static dev.berth.controlplane.agents.SampleAgents.spec;

import dev.berth.controlplane.agents.AgentStore;
import dev.berth.controlplane.agents.AgentStoreContract;
import dev.berth.kit.SecretBox;
import dev.berth.protocol.spec.AgentSpecJson;
import dev.berth.testkit.ScratchPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresAgentStoreIT extends AgentStoreContract {

    @TempDir
    Path folder;

    private final List<Database> opened = new ArrayList<>();
    private final ScratchPostgres server = ScratchPostgres.create();

    @Override
    protected AgentStore empty() throws IOException {
        Database database = Database.postgres(server.url());
        opened.add(database);
        return new SqlAgentStore(database, SecretBox.withKeyFile(folder.resolve("secret.key")));
    }

    @Override
    protected AgentStore reopened() throws IOException {
        closeAll();
        return empty();
    }

    @Test
    void readsAgentsOfAnEarlierVersion() throws Exception {
        try (ScratchPostgres earlier = ScratchPostgres.create()) {
            FormerTables.make(
                    earlier.url(), "controlplane", AgentSpecJson.encode(spec()).toString());
            try (Database upgraded = Database.postgres(earlier.url())) {
                formerAgentsAreReadFrom(
                        new SqlAgentStore(upgraded, SecretBox.withKeyFile(folder.resolve("secret.key"))));
            }
        }
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Database::close);
        opened.clear();
    }

    @AfterEach
    void drop() {
        closeAll();
        server.close();
    }
}
