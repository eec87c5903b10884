package dev.berth.e2e.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Engine;
import dev.berth.e2e.support.FreePort;
import dev.berth.e2e.support.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Thousands of calls while something is killed again and again.
///
/// In each: every call is answered, none is carried out twice, and none is delivered again after its caller has the
/// answer.
class CallsUnderCrashesIT {

    private static final int AT_A_TIME = 32;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Ledger ledger;
    private Berth berth;
    private Persistent caller;
    private final Map<String, Long> answered = new ConcurrentHashMap<>();

    @BeforeEach
    void start() throws IOException {
        Path allowed = Files.createDirectories(folder.resolve("allowed"));
        ledger = new Ledger(allowed);
        int port = FreePort.row(1);
        berth = Berth.in(folder.resolve("home"))
                .with("BERTH_ALLOWED_MOUNTS", allowed.toString())
                .with("BERTH_PORT", Integer.toString(port))
                .start();
        ObjectNode agent = ledger.agent("clerk");
        agent.putObject("restart").put("mode", "always").put("delay", "50ms").put("max_delay", "50ms");
        agent.putObject("journal").put("hold", "20s").put("max_attempts", 50);
        berth.api().post("/api/agents", agent).expect(201);
        berth.api().await("clerk", "running");
        caller = new Persistent(() -> "http://127.0.0.1:" + port, berth.adminToken());
    }

    @AfterEach
    void end() {
        berth.close();
    }

    /// @param times how often the trouble comes, unless the calls are over before
    /// @param pause between the end of one trouble and the next, about
    private void callsWhile(int calls, int times, Runnable trouble, Duration pause) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Semaphore free = new Semaphore(AT_A_TIME);
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> troubles = threads.submit(() -> {
                for (int time = 0; time < times && !over.get(); time++) {
                    LockSupport.parkNanos(pause.toNanos() / 2 + random.nextLong(pause.toNanos()));
                    trouble.run();
                }
            });
            List<? extends Future<?>> all = IntStream.range(0, calls)
                    .mapToObj(number -> {
                        free.acquireUninterruptibly();
                        return threads.submit(() -> {
                            try {
                                call("call-" + number);
                            } finally {
                                free.release();
                            }
                        });
                    })
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
            over.set(true);
            troubles.get();
        }
    }

    private void call(String key) {
        assertThat(caller.call("/agent/clerk/work?ms=3", key)).isEqualTo("done " + key);
        answered.put(key, System.currentTimeMillis());
    }

    private void allIsWell(int calls) {
        assertThat(answered).hasSize(calls);
        Map<String, Long> executed = ledger.executed();
        assertThat(executed.keySet()).containsExactlyInAnyOrderElementsOf(answered.keySet());
        assertThat(executed.values()).containsOnly(1L);
        assertThat(ledger.deliveries())
                .allSatisfy(line -> assertThat(line.at())
                        .as("a delivery of %s, which was answered at %d", line.key(), answered.get(line.key()))
                        .isLessThanOrEqualTo(answered.get(line.key())));
    }

    @Test
    void survivesKillsOfTheServer() throws Exception {
        callsWhile(10_000, 8, () -> berth.kill().start(), Duration.ofSeconds(1));

        allIsWell(10_000);
    }

    @Test
    void letsCallsUnderWayFinishWhenTheServerEnds() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> slow = threads.submit(() -> caller.call("/agent/clerk/work?ms=2000", "slow"));
            Until.holds("it reached the agent", LIMIT, () -> ledger.deliveries().size() == 1);

            berth.stop();

            assertThat(slow.get()).isEqualTo("done slow");
        }
        berth.start();
        assertThat(ledger.deliveries()).hasSize(1);
    }

    @Test
    void survivesKillsOfTheAgent() throws Exception {
        Api api = berth.api();
        callsWhile(
                3_000,
                8,
                () -> {
                    JsonNode running = api.await("clerk", "running");
                    Engine.crash(running.get("container_id").asText());
                    api.await("clerk", "running");
                },
                Duration.ofSeconds(1));

        allIsWell(3_000);
    }
}
