package dev.berth.bench.outage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.berth.bench.BerthApi;
import dev.berth.bench.Processes;
import dev.berth.bench.Samples;
import dev.berth.testkit.engine.PrivateEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// How soon all is well again after an engine was away: an engine of its own is killed under a server with running
/// agents, whose containers die with it, and started again.
///
/// Usage: `OutageBench FOLDER ROUNDS REPORT SERVER...`: the command that starts a server is run with the engine's
/// address, and with FOLDER/home as its home.
public final class OutageBench {

    private static final int AGENTS = 5;
    private static final int WARM_UP = 2;
    private static final String IMAGE = "berth-bench/idle:1";
    private static final long LONGEST_NANOS = 120_000_000_000L;

    private final PrivateEngine engine;
    private final BerthApi api;
    private final Samples seenAway = new Samples();
    private final Samples wellAgain = new Samples();

    private OutageBench(PrivateEngine engine, BerthApi api) {
        this.engine = engine;
        this.api = api;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        String[] command = Arrays.copyOfRange(arguments, 3, arguments.length);
        try (PrivateEngine engine = new PrivateEngine(Files.createDirectories(folder.resolve("engine")))) {
            importImage(engine);
            try (Server server = Server.start(folder, engine.host(), command)) {
                OutageBench bench = new OutageBench(engine, new BerthApi(server.home()));
                bench.run(Integer.parseInt(arguments[1]), Path.of(arguments[2]));
            }
        }
    }

    /// A busybox that waits, without any registry.
    private static void importImage(PrivateEngine engine) throws IOException, InterruptedException {
        int status = new ProcessBuilder(
                        "sh",
                        "-c",
                        "tar -C / -c bin/busybox | docker -H \"$0\" import - " + IMAGE + " >&2",
                        engine.host().toString())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("the image was not imported");
        }
    }

    private void run(int rounds, Path report) throws IOException, InterruptedException {
        for (int agent = 0; agent < AGENTS; agent++) {
            api.call("POST", "/api/agents", """
                    {"name": "idle-%d", "restart": "always", "container_config": {"image": "%s", "network": "none",
                     "command": ["/bin/busybox", "sleep", "1000000"]}}""".formatted(agent, IMAGE));
        }
        for (int round = 0; round < WARM_UP + rounds; round++) {
            outage(round >= WARM_UP);
        }
        System.out.printf("%d outages, %d agents, load average %s, s:%n%n", rounds, AGENTS, Processes.load());
        System.out.println("| | p50 | max |");
        System.out.println("|---|---|---|");
        print("engine killed: every agent is shown `unreachable`", seenAway);
        print("engine back: every agent runs anew, ready says 200", wellAgain);
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(
                        report.toFile(),
                        Map.of("seen_away_ms", seenAway.millis(), "well_again_ms", wellAgain.millis()));
    }

    private static void print(String what, Samples samples) {
        System.out.printf("| %s | %.1f | %.1f |%n", what, samples.percentile(0.5) / 1e3, samples.percentile(1.0) / 1e3);
    }

    /// @param counts not in the first rounds, while the server warms up
    private void outage(boolean counts) throws IOException, InterruptedException {
        long generations = generations();
        engine.kill();
        long killed = System.nanoTime();
        await(() -> all("unreachable"));
        long away = System.nanoTime();
        engine.start();
        long back = System.nanoTime();
        await(() -> all("running") && generations() == generations + AGENTS && isReady());
        long well = System.nanoTime();
        if (counts) {
            seenAway.addNanos(away - killed);
            wellAgain.addNanos(well - back);
        }
    }

    private long generations() throws IOException {
        long sum = 0;
        for (JsonNode agent : agents()) {
            sum += agent.get("generation").asLong();
        }
        return sum;
    }

    private boolean all(String status) throws IOException {
        JsonNode agents = agents();
        return agents.size() == AGENTS
                && agents.valueStream()
                        .allMatch(each -> each.get("status").asText().equals(status));
    }

    private JsonNode agents() throws IOException {
        return api.call("GET", "/api/agents", "").get("items");
    }

    private boolean isReady() {
        try {
            return api.call("GET", "/health?ready=true", "").has("status");
        } catch (IOException _) {
            return false;
        }
    }

    /// What may be so or not, as the server tells.
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException {
        long end = System.nanoTime() + LONGEST_NANOS;
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("not well within two minutes");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }
}
