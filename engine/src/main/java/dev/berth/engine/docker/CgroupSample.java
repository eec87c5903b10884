package dev.berth.engine.docker;

import dev.berth.engine.container.ContainerStats;
import dev.berth.engine.container.ContainerStats.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What one control group has used.
record CgroupSample(
        Duration cpuTime, long memoryBytes, long memoryLimitBytes, long diskReadBytes, long diskWriteBytes, int pids) {

    /// A hierarchy per controller.
    ///
    /// @param groups the group by controller
    static CgroupSample ofVersion1(Path root, Map<String, String> groups, long machineMemory) throws IOException {
        Path memory = folder(root, groups, "memory");
        List<String> disk = lines(folder(root, groups, "blkio").resolve("blkio.throttle.io_service_bytes_recursive"));
        long idleCache = counter(memory.resolve("memory.stat"), "total_inactive_file", 1);
        return new CgroupSample(
                Duration.ofNanos(number(folder(root, groups, "cpuacct").resolve("cpuacct.usage"))),
                Math.max(0, number(memory.resolve("memory.usage_in_bytes")) - idleCache),
                Math.min(number(memory.resolve("memory.limit_in_bytes")), machineMemory),
                sumOfVersion1(disk, "Read"),
                sumOfVersion1(disk, "Write"),
                Math.toIntExact(number(folder(root, groups, "pids").resolve("pids.current"))));
    }

    private static Path folder(Path root, Map<String, String> groups, String controller) throws IOException {
        String group = groups.get(controller);
        if (group == null) {
            throw new IOException("no controller " + controller);
        }
        return CgroupFiles.below(root.resolve(controller), group);
    }

    /// Lines like `8:0 Read 4096`.
    private static long sumOfVersion1(List<String> disk, String operation) {
        return disk.stream()
                .map(line -> line.split(" ", -1))
                .filter(parts -> parts.length == 3 && parts[1].equals(operation))
                .mapToLong(parts -> Long.parseLong(parts[2]))
                .sum();
    }

    /// One hierarchy for everything.
    static CgroupSample ofVersion2(Path group, long machineMemory) throws IOException {
        List<String> disk = Files.exists(group.resolve("io.stat")) ? lines(group.resolve("io.stat")) : List.of();
        long idleCache = counter(group.resolve("memory.stat"), "inactive_file", 1);
        String limit = text(group.resolve("memory.max"));
        return new CgroupSample(
                Duration.ofNanos(counter(group.resolve("cpu.stat"), "usage_usec", 1_000)),
                Math.max(0, number(group.resolve("memory.current")) - idleCache),
                limit.equals("max") ? machineMemory : Math.min(Long.parseLong(limit), machineMemory),
                sumOfVersion2(disk, "rbytes="),
                sumOfVersion2(disk, "wbytes="),
                Math.toIntExact(number(group.resolve("pids.current"))));
    }

    /// Lines like `8:0 rbytes=4096 wbytes=0 rios=1`.
    private static long sumOfVersion2(List<String> disk, String counter) {
        return disk.stream()
                .flatMap(line -> Stream.of(line.split(" ", -1)))
                .filter(word -> word.startsWith(counter))
                .mapToLong(word -> Long.parseLong(word.substring(counter.length())))
                .sum();
    }

    /// The number behind a name in a file of `name number` lines.
    private static long counter(Path file, String name, long unit) throws IOException {
        return lines(file).stream()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)) * unit)
                .findFirst()
                .orElseThrow(() -> new IOException(file + " has no " + name));
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(text(file));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }

    ContainerStats stats(Instant now, Traffic traffic) {
        return new ContainerStats(
                now, cpuTime, memoryBytes, memoryLimitBytes, traffic, diskReadBytes, diskWriteBytes, pids);
    }
}
