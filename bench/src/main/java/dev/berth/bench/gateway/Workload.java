package dev.berth.bench.gateway;

import java.util.List;

/// What is asked of every contender.
///
/// @param path below the agent
/// @param body bytes that each request brings; 0 for a GET
/// @param kept whether Berth keeps each call on the disk; nginx keeps none in any case
record Workload(String name, String path, int body, int connections, boolean kept) {

    static final List<Workload> ALL = List.of(
            new Workload("GET, 1 kB", "small", 0, 64, false),
            new Workload("POST, 16 KiB each way", "body", 16 * 1024, 64, false),
            new Workload("GET, 16 MiB", "large", 0, 4, false),
            new Workload("POST, 1 kB each way", "little", 1000, 64, false),
            new Workload("POST, 1 kB each way, kept", "little", 1000, 64, true));
}
