package dev.berth.e2e.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Until;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The disk under the server's home is full. Needs root, for a small disk of its own.
class CallsOnAFullDiskIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path disk;
    private Berth berth;

    @BeforeEach
    void start() throws IOException {
        disk = Files.createDirectories(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString());
        berth = Berth.in(disk.resolve("home")).start();
    }

    @AfterEach
    void end() throws IOException {
        berth.close();
        run("umount", disk.toString());
    }

    private static void run(String... command) throws IOException {
        int code = new ProcessBuilder(List.of(command))
                .inheritIO()
                .start()
                .onExit()
                .join()
                .exitValue();
        assertThat(code).as(String.join(" ", command)).isZero();
    }

    private Path fill() throws IOException {
        Path file = disk.resolve("fill");
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("space");
        }
        return file;
    }

    @Test
    void saysSoLosesNothingAndGoesOnWhenThereIsRoom() throws IOException {
        Api api = berth.api();
        ObjectNode agent = Agents.stopped("clerk");
        api.post("/api/agents", agent).expect(201);
        String kept = api.post("/agent/clerk/echo", Api.object().put("kept", 1))
                .expect(202)
                .json()
                .get("response")
                .asText();

        Path fill = fill();
        Api.Answer refused = api.post("/agent/clerk/echo", Api.object().put("text", "x".repeat(8192)));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).contains("journal_unavailable");
        assertThat(api.get("/health?ready").expect(503).text()).contains("journal");

        Files.delete(fill);
        Until.holds(
                "calls are taken on again",
                LIMIT,
                () -> api.post("/agent/clerk/echo", Api.object().put("kept", 2)).status() == 202);
        api.post("/api/agents/clerk/start").expect(200);
        Until.holds("what was kept is answered", LIMIT, () -> api.get(kept).status() == 200);
        assertThat(api.get(kept).text()).contains("kept");
        api.get("/health?ready").expect(200);
    }
}
