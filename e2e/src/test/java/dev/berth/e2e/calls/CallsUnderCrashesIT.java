package dev.berth.e2e.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Engine;
import dev.berth.e2e.support.KeptIn;
import dev.berth.e2e.support.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Thousands of calls while something is killed again and again.
@ParameterizedClass
@EnumSource
class CallsUnderCrashesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final KeptIn where;

    @TempDir
    Path folder;

    private Berth berth;
    private CallStorm storm;

    CallsUnderCrashesIT(KeptIn where) {
        this.where = where;
    }

    @BeforeEach
    void start() throws IOException {
        berth = Berth.in(folder.resolve("home")).keptIn(where);
        storm = CallStorm.on(berth, Files.createDirectories(folder.resolve("allowed")));
    }

    @AfterEach
    void end() {
        berth.close();
    }

    /// What the log proves once need not take as long in the database.
    private int of(int calls) {
        return switch (where) {
            case LOG -> calls;
            case POSTGRES -> calls * 3 / 10;
        };
    }

    @Test
    void survivesKillsOfTheServer() throws Exception {
        int calls = of(10_000);
        storm.callsWhile(calls, 8, () -> berth.kill().start(), Duration.ofSeconds(1));

        storm.allIsWell(calls);
    }

    @Test
    void letsCallsUnderWayFinishWhenTheServerEnds() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> slow = threads.submit(() -> storm.caller().call("/agent/clerk/work?ms=2000", "slow"));
            Until.holds(
                    "it reached the agent",
                    LIMIT,
                    () -> storm.ledger().deliveries().size() == 1);

            berth.stop();

            assertThat(slow.get()).isEqualTo("done slow");
        }
        berth.start();
        assertThat(storm.ledger().deliveries()).hasSize(1);
    }

    @Test
    void survivesKillsOfTheAgent() throws Exception {
        Api api = berth.api();
        int calls = of(3_000);
        storm.callsWhile(
                calls,
                8,
                () -> {
                    JsonNode running = api.await("clerk", "running");
                    Engine.crash(running.get("container_id").asText());
                    api.await("clerk", "running");
                },
                Duration.ofSeconds(1));

        storm.allIsWell(calls);
    }
}
