package dev.berth.engine.docker;

import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerStats;
import dev.berth.engine.container.ContainerStats.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads what the kernel counts for a container, in both layouts of its control groups.
///
/// The files are found through the container's main process. Its control group must name the container:
/// otherwise the number is that of another process, because the engine counts processes elsewhere.
final class CgroupFiles {

    /// The key of version 2, which has one hierarchy for everything.
    private static final String UNIFIED = "";

    private final Path proc;
    private final Path cgroups;

    CgroupFiles(Path proc, Path cgroups) {
        this.proc = proc;
        this.cgroups = cgroups;
    }

    /// @param pid the container's main process, as the engine numbers it
    /// @return empty when the files are not to be read here; the engine has to be asked
    Optional<ContainerStats> sample(ContainerId container, long pid, boolean ownNetwork, Instant now) {
        Path process = proc.resolve(Long.toString(pid));
        try {
            Map<String, String> groups = groupsOf(process);
            groups.values().removeIf(group -> !group.contains(container.value()));
            if (groups.isEmpty()) {
                return Optional.empty();
            }
            long machineMemory = machineMemory();
            CgroupSample sample = groups.containsKey("memory")
                    ? CgroupSample.ofVersion1(cgroups, groups, machineMemory)
                    : CgroupSample.ofVersion2(below(cgroups, groups.getOrDefault(UNIFIED, "")), machineMemory);
            Traffic traffic = ownNetwork ? trafficOf(process) : new Traffic.NotCounted();
            return Optional.of(sample.stats(now, traffic));
        } catch (IOException | NumberFormatException _) {
            // Not readable from here, or the process has just ended: the engine knows.
            return Optional.empty();
        }
    }

    /// The control group of a process by controller: lines like `4:memory:/docker/0123` and `0::/docker/0123`.
    private static Map<String, String> groupsOf(Path process) throws IOException {
        Map<String, String> groups = new HashMap<>();
        for (String line : Files.readAllLines(process.resolve("cgroup"))) {
            String[] parts = line.split(":", 3);
            for (String controller : parts[1].split(",", -1)) {
                groups.put(controller, parts[2]);
            }
        }
        return groups;
    }

    static Path below(Path root, String absolute) {
        return root.resolve(absolute.replaceFirst("^/+", ""));
    }

    private long machineMemory() throws IOException {
        return Files.readAllLines(proc.resolve("meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(kibibytes -> Long.parseLong(kibibytes) << 10)
                .findFirst()
                .orElseThrow(() -> new IOException("no MemTotal"));
    }

    /// All interfaces of the process's network but loopback: `eth0: bytes packets 6 more bytes packets...`.
    private static Traffic trafficOf(Path process) throws IOException {
        long received = 0;
        long sent = 0;
        for (String line : Files.readAllLines(process.resolve("net/dev"))) {
            int colon = line.indexOf(':');
            if (colon < 0 || line.substring(0, colon).strip().equals("lo")) {
                continue;
            }
            long[] counts = Arrays.stream(line.substring(colon + 1).strip().split("\\s+", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            received += counts[0];
            sent += counts[8];
        }
        return new Traffic.Counted(received, sent);
    }
}
