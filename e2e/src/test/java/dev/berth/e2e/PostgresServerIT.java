package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.ScratchDatabase;
import dev.berth.e2e.support.Until;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose state lies in a real PostgreSQL, named by `BERTH_TEST_POSTGRES`.
class PostgresServerIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void findsItsAgentsAgainAfterItWasKilled() {
        try (ScratchDatabase database = new ScratchDatabase();
                Berth berth = Berth.in(folder.resolve("home"))
                        .with("BERTH_DATABASE_URL", database.url())
                        .start()) {
            Api api = berth.api();
            ObjectNode body = Agents.sample("survivor");
            Agents.config(body).putObject("secrets").put("KEY", "kept");
            JsonNode before = api.deployed(body);
            String id = before.get("id").asText();
            api.get("/agent/survivor/").expect(200);

            berth.kill().start();

            JsonNode after = berth.api().await(id, "running");
            assertThat(after.get("container_id")).isEqualTo(before.get("container_id"));
            assertThat(after.get("generation")).isEqualTo(before.get("generation"));
            berth.api().get("/agent/survivor/").expect(200);
            berth.api().post("/api/agents/survivor/restart").expect(200);
            assertThat(berth.filesWith("survivor"))
                    .as("nothing of it lies in SQLite")
                    .noneMatch(file -> file.toString().endsWith(".db"));
        }
    }

    @Test
    void seesSoonWhatAnotherServerOfTheSameDatabaseRevoked() {
        try (ScratchDatabase database = new ScratchDatabase();
                Berth berth = Berth.in(folder.resolve("home"))
                        .with("BERTH_DATABASE_URL", database.url())
                        .start()) {
            ObjectNode wanted = Api.object().put("name", "shared");
            wanted.putArray("scopes").add("read");
            String token = berth.api()
                    .post("/api/tokens", wanted)
                    .expect(201)
                    .json()
                    .get("token")
                    .asText();
            Api holder = new Api(berth.url(), token);
            holder.get("/api/agents").expect(200);

            database.run("DELETE FROM controlplane.token WHERE name = 'shared'");

            Until.holds("it is refused", LIMIT, () -> holder.get("/api/agents").status() == 401);
        }
    }
}
