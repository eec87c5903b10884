package dev.berth.engine.container;

/// The most that a container may use. Swap is not given on top of memory.
///
/// @param memoryBytes 0 for no limit, otherwise at least 6 MiB, which is what engines demand
/// @param cpus cores, such as 0.5; 0 for no limit
/// @param pids processes and threads; 0 for no limit
public record ResourceLimits(long memoryBytes, double cpus, int pids) {

    public static final ResourceLimits NONE = new ResourceLimits(0, 0, 0);

    private static final long LEAST_MEMORY_BYTES = 6L << 20;

    public ResourceLimits {
        if (memoryBytes != 0 && memoryBytes < LEAST_MEMORY_BYTES) {
            throw new IllegalArgumentException("memory limit below 6 MiB: " + memoryBytes);
        }
        if (cpus < 0 || pids < 0) {
            throw new IllegalArgumentException("a limit is not negative: cpus " + cpus + ", pids " + pids);
        }
    }
}
