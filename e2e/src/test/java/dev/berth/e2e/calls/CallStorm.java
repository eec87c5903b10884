package dev.berth.e2e.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.FreePort;
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

/// Many callers of one agent who each go on until they have their answer, while there is trouble.
final class CallStorm {

    private static final int AT_A_TIME = 32;

    private final Ledger ledger;
    private final Berth berth;
    private final Persistent caller;
    private final Map<String, Long> answered = new ConcurrentHashMap<>();

    private CallStorm(Ledger ledger, Berth berth, Persistent caller) {
        this.ledger = ledger;
        this.berth = berth;
        this.caller = caller;
    }

    /// Starts the server, and the agent `clerk` on it.
    ///
    /// @param allowed a folder for what the agent writes down
    static CallStorm on(Berth server, Path allowed) {
        Ledger ledger = new Ledger(allowed);
        int port = FreePort.row(1);
        server.with("BERTH_ALLOWED_MOUNTS", allowed.toString())
                .with("BERTH_PORT", Integer.toString(port))
                .start();
        ObjectNode agent = ledger.agent("clerk");
        agent.putObject("restart").put("mode", "always").put("delay", "50ms").put("max_delay", "50ms");
        agent.putObject("journal").put("hold", "20s").put("max_attempts", 50);
        server.api().post("/api/agents", agent).expect(201);
        server.api().await("clerk", "running");
        return new CallStorm(ledger, server, new Persistent(() -> "http://127.0.0.1:" + port, server.adminToken()));
    }

    Berth berth() {
        return berth;
    }

    Ledger ledger() {
        return ledger;
    }

    Persistent caller() {
        return caller;
    }

    /// @param times how often the trouble comes, unless the calls are over before
    /// @param pause between the end of one trouble and the next, about
    void callsWhile(int calls, int times, Runnable trouble, Duration pause) throws Exception {
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

    /// Every call is answered, none was carried out twice, and none was delivered again after its caller had the
    /// answer.
    void allIsWell(int calls) {
        assertThat(answered).hasSize(calls);
        Map<String, Long> executed = ledger.executed();
        assertThat(executed.keySet()).containsExactlyInAnyOrderElementsOf(answered.keySet());
        assertThat(executed.values()).containsOnly(1L);
        assertThat(ledger.deliveries())
                .allSatisfy(line -> assertThat(line.at())
                        .as("a delivery of %s, which was answered at %d", line.key(), answered.get(line.key()))
                        .isLessThanOrEqualTo(answered.get(line.key())));
    }
}
