package dev.berth.bench.wake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.berth.bench.BareHttp;
import dev.berth.bench.BerthApi;
import dev.berth.bench.Processes;
import dev.berth.bench.RawCall;
import dev.berth.bench.Samples;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How soon a sleeping agent answers a call through Berth, against the same container that is unfrozen or started by a
/// raw call to the engine's socket and then asked directly, in alternating rounds of one run.
///
/// Usage: `WakeBench HOME SOCKET IMAGE NETWORK ROUNDS REPORT`, with a server running from HOME.
public final class WakeBench {

    private static final String RAW = "berth-bench-raw";
    private static final String PATH = "/health";
    private static final int PORT = 8000;
    /// A JVM compiles what it runs often.
    private static final int WARM_UP = 10;

    private static final int CROWD = 500;
    private static final int CROWDS = 5;

    private final BerthApi api;
    private final Path socket;
    private final String network;
    private final InetSocketAddress gateway;
    private final String agent;
    private final Map<String, Pair> figures = new LinkedHashMap<>();

    private WakeBench(Path home, Path socket, String image, String network) throws IOException {
        this.api = new BerthApi(home);
        this.socket = socket;
        this.network = network;
        this.gateway = new InetSocketAddress(api.url().getHost(), api.url().getPort());
        this.agent =
                api.call("POST", "/api/agents", """
                        {"name": "wake", "public": true, "container_config": {"image": "%s"}}""".formatted(image)).get("id").asText();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        WakeBench bench = new WakeBench(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2], arguments[3]);
        try (BareHttp engine = BareHttp.toEngine(bench.socket)) {
            bench.createRaw(engine, arguments[2]);
            try {
                bench.run(engine, Integer.parseInt(arguments[4]), Path.of(arguments[5]));
            } finally {
                engine.call("DELETE", "/containers/" + RAW + "?force=1", "");
                bench.api.call("DELETE", "/api/agents/" + bench.agent, "");
            }
        }
    }

    private void createRaw(BareHttp engine, String image) throws IOException {
        engine.call("POST", "/containers/create?name=" + RAW, """
                {"Image": "%s", "Labels": {"dev.berth.bench": "1"}, "HostConfig": {
                  "NetworkMode": "%s", "Init": true, "Memory": 536870912, "NanoCpus": 1000000000, "PidsLimit": 512,
                  "CapDrop": ["ALL"], "SecurityOpt": ["no-new-privileges"], "Tmpfs": {"/tmp": ""}}}
                """.formatted(image, network));
        engine.call("POST", "/containers/" + RAW + "/start", "");
        RawCall.getOnceThere(raw(engine), PATH);
    }

    private InetSocketAddress raw(BareHttp engine) throws IOException {
        JsonNode seen = new ObjectMapper().readTree(engine.call("GET", "/containers/" + RAW + "/json", ""));
        return new InetSocketAddress(
                seen.at("/NetworkSettings/Networks/" + network + "/IPAddress").asText(), PORT);
    }

    /// Both ways, of one kind of sleep.
    private record Pair(Samples raw, Samples berth) {}

    private Pair pair(String name) {
        return figures.computeIfAbsent(name, _ -> new Pair(new Samples(), new Samples()));
    }

    private void run(BareHttp engine, int rounds, Path report) throws IOException, InterruptedException {
        for (int round = 0; round < WARM_UP + rounds; round++) {
            if (round == WARM_UP) {
                figures.clear();
            }
            boolean rawFirst = round % 2 == 0;
            for (String depth : List.of("freeze", "stop")) {
                if (rawFirst) {
                    raw(engine, depth);
                }
                berth(depth);
                if (!rawFirst) {
                    raw(engine, depth);
                }
            }
        }
        Samples crowd = new Samples();
        int wakes = 0;
        for (int each = 0; each < CROWDS; each++) {
            wakes += crowd(crowd);
        }
        print(rounds, crowd, wakes, report);
    }

    private void raw(BareHttp engine, String depth) throws IOException {
        boolean freeze = depth.equals("freeze");
        engine.call("POST", "/containers/" + RAW + (freeze ? "/pause" : "/stop?t=10"), "");
        long begun = System.nanoTime();
        engine.call("POST", "/containers/" + RAW + (freeze ? "/unpause" : "/start"), "");
        RawCall.getOnceThere(raw(engine), PATH);
        pair(depth).raw().addNanos(System.nanoTime() - begun);
    }

    private void berth(String depth) throws IOException {
        hibernate(depth);
        long begun = System.nanoTime();
        RawCall.get(gateway, "/agent/wake" + PATH, "");
        pair(depth).berth().addNanos(System.nanoTime() - begun);
    }

    private void hibernate(String depth) throws IOException {
        api.call("POST", "/api/agents/" + agent + "/hibernate", "{\"depth\": \"%s\"}".formatted(depth));
    }

    /// Many calls at once to a frozen agent.
    ///
    /// @return how often it was woken
    private int crowd(Samples times) throws IOException, InterruptedException {
        hibernate("freeze");
        long before = generation();
        CountDownLatch begin = new CountDownLatch(1);
        List<Future<Long>> calls = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int call = 0; call < CROWD; call++) {
                calls.add(callers.submit(() -> {
                    begin.await();
                    long begun = System.nanoTime();
                    RawCall.get(gateway, "/agent/wake" + PATH, "");
                    return System.nanoTime() - begun;
                }));
            }
            begin.countDown();
            for (Future<Long> each : calls) {
                times.addNanos(each.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("a call of many failed", e.getCause());
        }
        return Math.toIntExact(generation() - before);
    }

    private long generation() throws IOException {
        return api.call("GET", "/api/agents/" + agent, "").get("generation").asLong();
    }

    private void print(int rounds, Samples crowd, int wakes, Path report) throws IOException {
        String load = Processes.load();
        System.out.printf("%d alternating rounds, load average %s, ms until the answer:%n%n", rounds, load);
        System.out.println("| asleep by | raw p50 | raw p90 | Berth p50 | Berth p90 | Berth's part at p50 |");
        System.out.println("|---|---|---|---|---|---|");
        Map<String, Object> written = new LinkedHashMap<>(Map.of("rounds", rounds, "load_average", load));
        figures.forEach((depth, pair) -> {
            double part = pair.berth().percentile(0.5) - pair.raw().percentile(0.5);
            System.out.printf(
                    "| %s | %.1f | %.1f | %.1f | %.1f | %.1f |%n",
                    depth,
                    pair.raw().percentile(0.5),
                    pair.raw().percentile(0.9),
                    pair.berth().percentile(0.5),
                    pair.berth().percentile(0.9),
                    part);
            written.put(
                    depth,
                    Map.of(
                            "part",
                            part,
                            "raw",
                            pair.raw().millis(),
                            "berth",
                            pair.berth().millis()));
        });
        System.out.printf(
                "%n%d times %d calls at once to a frozen agent: woken %d times, p50 %.1f ms, p99 %.1f ms, all answered%n",
                CROWDS, CROWD, wakes, crowd.percentile(0.5), crowd.percentile(0.99));
        written.put("crowd", Map.of("calls", CROWD, "times", CROWDS, "wakes", wakes, "berth", crowd.millis()));
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(report.toFile(), written);
    }
}
