package dev.berth.e2e.calls;

import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Engine;
import dev.berth.testkit.engine.PrivateEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A thousand calls while the engine under their agent is killed, again and again. Its containers go on without it, and
/// are killed by the engine that comes after it.
class CallsUnderEngineKillsIT {

    @TempDir
    Path folder;

    private PrivateEngine engine;
    private Berth berth;
    private CallStorm storm;

    @BeforeEach
    void start() throws IOException {
        engine = PrivateEngine.reachable(Files.createDirectories(folder.resolve("engine")));
        Path image = folder.resolve("sample.tar");
        Engine.must("save", "--output", image.toString(), Agents.IMAGE);
        Engine.must("--host", engine.host().toString(), "load", "--input", image.toString());
        berth = Berth.in(folder.resolve("home"))
                .with("DOCKER_HOST", engine.host().toString());
        storm = CallStorm.on(berth, Files.createDirectories(folder.resolve("allowed")));
    }

    @AfterEach
    void end() {
        berth.close();
        engine.close();
    }

    @Test
    void survivesKillsOfTheEngine() throws Exception {
        storm.callsWhile(
                1_000,
                3,
                () -> {
                    engine.kill();
                    engine.start();
                    berth.api().await("clerk", "running");
                },
                Duration.ofSeconds(2));

        storm.allIsWell(1_000);
    }
}
