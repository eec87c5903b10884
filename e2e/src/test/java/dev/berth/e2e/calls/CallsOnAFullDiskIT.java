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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The disk under the server's home is full. Needs root, for a small disk of its own.
class CallsOnAFullDiskIT {

    private static final int MOST_IN_ROOM = 100;

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
        List<String> kept = new ArrayList<>();
        kept.add(response(
                api.post("/agent/clerk/echo", Api.object().put("kept", 1)).expect(202)));

        Path fill = fill();
        Api.Answer refused = untilRefused(api, kept);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).contains("journal_unavailable");
        Until.holds("not even small calls find a place", LIMIT, () -> {
            Api.Answer small = api.post("/agent/clerk/echo", Api.object().put("kept", 3));
            if (small.status() == 202) {
                kept.add(response(small));
            }
            Api.Answer ready = api.get("/health?ready");
            return small.status() == 503
                    && ready.status() == 503
                    && ready.text().contains("journal");
        });

        Files.delete(fill);
        Until.holds(
                "calls are taken on again",
                LIMIT,
                () -> api.post("/agent/clerk/echo", Api.object().put("kept", 2)).status() == 202);
        api.post("/api/agents/clerk/start").expect(200);
        Until.holds(
                "what was kept is answered",
                LIMIT,
                () -> kept.stream().allMatch(each -> api.get(each).status() == 200));
        assertThat(kept).allSatisfy(each -> assertThat(api.get(each).text()).contains("kept"));
        api.get("/health?ready").expect(200);
    }

    /// The journal has made room ahead, which a full disk does not take away: some calls more find a place in it.
    private static Api.Answer untilRefused(Api api, List<String> kept) {
        ObjectNode call = Api.object().put("kept", "x".repeat(32 << 10));
        for (int i = 0; i < MOST_IN_ROOM; i++) {
            Api.Answer answer = api.post("/agent/clerk/echo", call);
            if (answer.status() != 202) {
                return answer;
            }
            kept.add(response(answer));
        }
        throw new AssertionError("a full disk took " + kept.size() + " calls");
    }

    private static String response(Api.Answer accepted) {
        return accepted.json().get("response").asText();
    }
}
