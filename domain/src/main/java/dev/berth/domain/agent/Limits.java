package dev.berth.domain.agent;

/// The most that an agent's container may use.
///
/// @param pids processes and threads together
public record Limits(DataSize memory, Cpu cpu, int pids) {

    public static final Limits DEFAULT = new Limits(DataSize.parse("512m"), Cpu.parse("1"), 512);

    /// An engine refuses less than 6 MiB.
    private static final long LEAST_MEMORY = 6L << 20;

    public Limits {
        if (memory.bytes() < LEAST_MEMORY) {
            throw new IllegalArgumentException("memory_limit must be at least 6m: " + memory.text());
        }
        if (pids < 1 || pids > 1_000_000) {
            throw new IllegalArgumentException("pids_limit must be between 1 and 1000000: " + pids);
        }
    }
}
