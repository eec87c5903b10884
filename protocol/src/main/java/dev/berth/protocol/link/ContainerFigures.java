package dev.berth.protocol.link;

import java.time.Instant;
import java.util.OptionalLong;

/// What a container uses at one moment. What cannot be known is empty, never 0.
///
/// @param cpuPercent of one core, over a short interval before the sample
/// @param memoryBytes without the page cache that could be dropped
public record ContainerFigures(
        double cpuPercent,
        double cpuSeconds,
        long memoryBytes,
        OptionalLong memoryLimitBytes,
        OptionalLong networkRxBytes,
        OptionalLong networkTxBytes,
        OptionalLong diskReadBytes,
        OptionalLong diskWriteBytes,
        OptionalLong pids,
        Instant sampledAt) {}
