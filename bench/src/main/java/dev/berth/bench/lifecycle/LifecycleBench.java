package dev.berth.bench.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.bench.BerthApi;
import dev.berth.bench.Samples;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// What Berth costs on top of the engine: create, start, ready, stop, remove through Berth, against the same calls sent
/// raw to the engine's socket, in alternating rounds of one run.
///
/// Usage: `LifecycleBench HOME SOCKET IMAGE NETWORK ROUNDS`, with a server running from HOME.
public final class LifecycleBench {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WARM_UP = 5;
    private static final int PORT = 8000;

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

    public static void main(String[] arguments) throws IOException, InterruptedException {
        LifecycleBench bench =
                new LifecycleBench(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2], arguments[3]);
        bench.run(Integer.parseInt(arguments[4]));
    }

    private void run(int rounds) throws IOException, InterruptedException {
        Samples raw = new Samples();
        Samples berth = new Samples();
        for (int i = 0; i < WARM_UP + rounds; i++) {
            long one = raw(i);
            long other = berth(i);
            if (i >= WARM_UP) {
                raw.addNanos(one);
                berth.addNanos(other);
            }
        }
        System.out.printf("create+start+ready+stop+remove, %d alternating rounds, ms:%n", raw.size());
        System.out.printf("  raw engine socket   p50 %7.1f   p90 %7.1f%n", raw.percentile(0.5), raw.percentile(0.9));
        System.out.printf(
                "  through Berth       p50 %7.1f   p90 %7.1f%n", berth.percentile(0.5), berth.percentile(0.9));
        System.out.printf(
                "  ratio of medians    %.2f   (target: at most 1.15)%n", berth.percentile(0.5) / raw.percentile(0.5));
    }

    private long raw(int round) throws IOException {
        String name = "berth-bench-raw-" + round;
        long begun = System.nanoTime();
        try (UnixHttp engine = new UnixHttp(socket)) {
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
            engine.call("POST", "/containers/" + name + "/stop?t=10", "");
            engine.call("DELETE", "/containers/" + name, "");
        }
        return System.nanoTime() - begun;
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

    private long berth(int round) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        String id = api.call("POST", "/api/agents", """
                        {"name": "bench-%d", "container_config": {"image": "%s"}}
                        """.formatted(round, image))
                .get("id")
                .asText();
        api.call("POST", "/api/agents/" + id + "/stop", "");
        api.call("DELETE", "/api/agents/" + id, "");
        return System.nanoTime() - begun;
    }
}
