package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.engine.container.ContainerStats;
import dev.berth.engine.container.ContainerStats.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Reads the statistics that Docker tells.
final class StatsJson {

    private StatsJson() {}

    /// Empty when the container does not run: then Docker answers with zeros, the time included.
    static Optional<ContainerStats> stats(JsonNode json, boolean ownNetwork) {
        Instant sampledAt = Instant.parse(json.path("read").asText());
        JsonNode memory = json.path("memory_stats");
        if (sampledAt.isBefore(Instant.EPOCH) || !memory.has("usage")) {
            return Optional.empty();
        }
        return Optional.of(new ContainerStats(
                sampledAt,
                Duration.ofNanos(json.path("cpu_stats")
                        .path("cpu_usage")
                        .path("total_usage")
                        .asLong()),
                Math.max(0, memory.path("usage").asLong() - idleCache(memory.path("stats"))),
                memory.path("limit").asLong(),
                ownNetwork ? traffic(json.path("networks")) : new Traffic.NotCounted(),
                disk(json, "read"),
                disk(json, "write"),
                json.path("pids_stats").path("current").asInt()));
    }

    /// cgroup v1 and v2 call it differently.
    private static long idleCache(JsonNode memory) {
        return memory.has("total_inactive_file")
                ? memory.path("total_inactive_file").asLong()
                : memory.path("inactive_file").asLong();
    }

    private static Traffic traffic(JsonNode networks) {
        return new Traffic.Counted(
                networks.valueStream()
                        .mapToLong(network -> network.path("rx_bytes").asLong())
                        .sum(),
                networks.valueStream()
                        .mapToLong(network -> network.path("tx_bytes").asLong())
                        .sum());
    }

    private static long disk(JsonNode json, String operation) {
        return json.path("blkio_stats")
                .path("io_service_bytes_recursive")
                .valueStream()
                .filter(entry -> entry.path("op").asText().equalsIgnoreCase(operation))
                .mapToLong(entry -> entry.path("value").asLong())
                .sum();
    }
}
