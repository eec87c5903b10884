package dev.berth.engine.container;

import java.time.Duration;
import java.time.Instant;

/// What a container uses, sampled once.
///
/// @param cpuTime of all its processes since it started
/// @param memoryBytes without the part of the file cache that can be taken back at once
/// @param memoryLimitBytes the machine's memory when it has no limit
/// @param diskReadBytes and diskWriteBytes: since it started, as far as the kernel counts it for the container
public record ContainerStats(
        Instant sampledAt,
        Duration cpuTime,
        long memoryBytes,
        long memoryLimitBytes,
        Traffic traffic,
        long diskReadBytes,
        long diskWriteBytes,
        int pids) {

    /// How busy it was since an earlier sample, in percent of one core: two busy cores are 200.
    public double cpuPercentSince(ContainerStats earlier) {
        long wallNanos = Duration.between(earlier.sampledAt, sampledAt).toNanos();
        long busyNanos = cpuTime.minus(earlier.cpuTime).toNanos();
        if (wallNanos <= 0 || busyNanos <= 0) {
            return 0;
        }
        return 100.0 * busyNanos / wallNanos;
    }

    /// What went over the container's own network.
    public sealed interface Traffic {

        record Counted(long receivedBytes, long sentBytes) implements Traffic {}

        /// It has no network of its own, so nobody counts.
        record NotCounted() implements Traffic {}
    }
}
