package dev.berth.controlplane.store;

import static dev.berth.controlplane.agents.SampleAgents.adding;
import static dev.berth.controlplane.agents.SampleAgents.agent;
import static dev.berth.controlplane.agents.SampleAgents.spec;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.controlplane.agents.AgentStore;
import dev.berth.controlplane.agents.AgentStoreContract;
import dev.berth.controlplane.agents.StoreFailure;
import dev.berth.domain.agent.Secret;
import dev.berth.kit.SecretBox;
import dev.berth.protocol.spec.AgentSpecJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteAgentStoreTest extends AgentStoreContract {

    @TempDir
    Path folder;

    private final List<Database> opened = new ArrayList<>();

    private Database open() {
        Database database = Database.sqlite(folder.resolve("berth.db"));
        opened.add(database);
        return database;
    }

    @Override
    protected AgentStore empty() throws IOException {
        return new SqlAgentStore(open(), SecretBox.withKeyFile(folder.resolve("secret.key")));
    }

    @Override
    protected AgentStore reopened() throws IOException {
        closeAll();
        return empty();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Database::close);
        opened.clear();
    }

    @Test
    void readsAgentsOfAnEarlierVersion() throws Exception {
        closeAll();
        Path file = folder.resolve("earlier.db");
        FormerTables.make(
                "jdbc:sqlite:" + file, "", AgentSpecJson.encode(spec()).toString());

        try (Database upgraded = Database.sqlite(file)) {
            formerAgentsAreReadFrom(new SqlAgentStore(upgraded, SecretBox.withKeyFile(folder.resolve("secret.key"))));
        }
    }

    @Test
    void leavesNoSecretOnTheDisk() throws IOException {
        empty().add(adding(agent(1, "one"), spec("image", Map.of("KEY", new Secret("hunter2-hunter2")))));
        closeAll();

        assertThat(Files.readString(folder.resolve("berth.db"), ISO_8859_1)).doesNotContain("hunter2");
    }

    @Test
    void makesAKeyFileThatOnlyItsOwnerReads() throws IOException {
        empty();

        assertThat(Files.getPosixFilePermissions(folder.resolve("secret.key")))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    }

    @Test
    void refusesADatabaseThatANewerVersionWrote() {
        open().inTransaction("pretend", handle -> handle.execute("""
                INSERT INTO flyway_schema_history
                (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                VALUES (999, '999', 'later', 'SQL', 'V999__later.sql', 1, 'x', 1, 1)
                """));
        closeAll();

        assertThatThrownBy(this::open).isInstanceOf(StoreFailure.class).hasMessageContaining("newer Berth");
    }
}
