package dev.berth.bench.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.berth.bench.BareHttp;
import dev.berth.bench.BerthApi;
import dev.berth.bench.Processes;
import dev.berth.bench.Samples;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// What Berth costs on top of the engine: create, start, ready, stop, remove through Berth, against the same calls sent
/// raw to the engine's socket, in alternating rounds of one run.
///
/// Usage: `LifecycleBench HOME SOCKET IMAGE NETWORK ROUNDS REPORT`, with a server running from HOME.
public final class LifecycleBench {

    private static final ObjectMapper JSON = new ObjectMapper();
    /// A JVM compiles what it runs often.
    private static final int WARM_UP = 20;

    private static final int PORT = 8000;

    private static final String START = "create, start, ready";
    private static final String STOP = "stop";
    private static final String REMOVE = "remove";
    private static final String ALL = "all of it";

    private final Map<String, Phase> phases = new LinkedHashMap<>();
    private final BerthApi api;
    private final Path socket;
    private final String image;
    private final String network;

    private LifecycleBench(Path home, Path socket, String image, String network) throws IOException {
        this.api = new BerthApi(home);
        this.socket = socket;
        this.image = image;
        this.network = network;
    }

    public static void main(String[] arguments) throws IOException {
        LifecycleBench bench =
                new LifecycleBench(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2], arguments[3]);
        bench.run(Integer.parseInt(arguments[4]), Path.of(arguments[5]));
    }

    /// The one that was first is second in the next round.
    private void run(int rounds, Path report) throws IOException {
        for (int round = 0; round < WARM_UP + rounds; round++) {
            if (round == WARM_UP) {
                phases.clear();
            }
            if (round % 2 == 0) {
                raw(round);
                berth(round);
            } else {
                berth(round);
                raw(round);
            }
        }
        String load = Processes.load();
        System.out.printf("%d alternating rounds, load average %s, ms:%n%n", rounds, load);
        System.out.println("| | engine p50 | engine p90 | Berth p50 | Berth p90 | ratio of medians |");
        System.out.println("|---|---|---|---|---|---|");
        Map<String, Object> figures = new LinkedHashMap<>(Map.of("rounds", rounds, "load_average", load));
        phases.forEach((phase, samples) -> {
            double ratio = samples.berth().percentile(0.5) / samples.raw().percentile(0.5);
            System.out.printf(
                    "| %s | %.1f | %.1f | %.1f | %.1f | %.2f |%n",
                    phase,
                    samples.raw().percentile(0.5),
                    samples.raw().percentile(0.9),
                    samples.berth().percentile(0.5),
                    samples.berth().percentile(0.9),
                    ratio);
            figures.put(
                    phase,
                    Map.of(
                            "ratio",
                            ratio,
                            "raw",
                            samples.raw().millis(),
                            "berth",
                            samples.berth().millis()));
        });
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(report.toFile(), figures);
    }

    /// One phase, both ways.
    private record Phase(Samples raw, Samples berth) {}

    private Phase phase(String name) {
        return phases.computeIfAbsent(name, _ -> new Phase(new Samples(), new Samples()));
    }

    private void raw(int round) throws IOException {
        String name = "berth-bench-raw-" + round;
        long begun = System.nanoTime();
        try (BareHttp engine = BareHttp.toEngine(socket)) {
            engine.call("POST", "/containers/create?name=" + name, """
                    {"Image": "%s", "Hostname": "%s", "Labels": {"dev.berth.bench": "1"}, "HostConfig": {
                      "NetworkMode": "%s", "Init": true, "Memory": 536870912, "NanoCpus": 1000000000, "PidsLimit": 512,
                      "CapDrop": ["ALL"], "SecurityOpt": ["no-new-privileges"], "Tmpfs": {"/tmp": ""},
                      "LogConfig": {"Type": "json-file", "Config": {"max-size": "10m", "max-file": "3"}}}}
                    """.formatted(image, name, network));
            engine.call("POST", "/containers/" + name + "/start", "");
            JsonNode seen = JSON.readTree(engine.call("GET", "/containers/" + name + "/json", ""));
            String address = seen.at("/NetworkSettings/Networks/" + network + "/IPAddress")
                    .asText();
            awaitPort(address);
            long ready = System.nanoTime();
            engine.call("POST", "/containers/" + name + "/stop?t=10", "");
            long stopped = System.nanoTime();
            engine.call("DELETE", "/containers/" + name, "");
            long removed = System.nanoTime();
            phase(START).raw().addNanos(ready - begun);
            phase(STOP).raw().addNanos(stopped - ready);
            phase(REMOVE).raw().addNanos(removed - stopped);
            phase(ALL).raw().addNanos(removed - begun);
        }
    }

    private static void awaitPort(String address) {
        while (true) {
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(address, PORT), 200);
                return;
            } catch (IOException _) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void berth(int round) throws IOException {
        long begun = System.nanoTime();
        String id = api.call("POST", "/api/agents", """
                        {"name": "bench-%d", "container_config": {"image": "%s"}}
                        """.formatted(round, image))
                .get("id")
                .asText();
        long ready = System.nanoTime();
        api.call("POST", "/api/agents/" + id + "/stop", "");
        long stopped = System.nanoTime();
        api.call("DELETE", "/api/agents/" + id, "");
        long removed = System.nanoTime();
        phase(START).berth().addNanos(ready - begun);
        phase(STOP).berth().addNanos(stopped - ready);
        phase(REMOVE).berth().addNanos(removed - stopped);
        phase(ALL).berth().addNanos(removed - begun);
    }
}
