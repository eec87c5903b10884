package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerStats;
import dev.berth.engine.container.ContainerStats.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Both layouts of control groups, as kernels write them.
final class CgroupFilesTest {

    private static final ContainerId CONTAINER = new ContainerId("0123456789abcdef".repeat(4));
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final int PID = 4711;

    @TempDir
    private Path folder;

    @BeforeEach
    void aMachine() throws IOException {
        write("proc/meminfo", "MemTotal:       16384 kB\nMemFree:        1024 kB\n");
        write("proc/4711/net/dev", """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                    lo:    5000      10    0    0    0     0          0         0     5000      10    0    0    0     0       0          0
                  eth0: 1700000    2000    0    0    0     0          0         0   420000    1500    0    0    0     0       0          0
                  eth1:     100       1    0    0    0     0          0         0       10       1    0    0    0     0       0          0
                """);
    }

    @Test
    void readsVersion1() throws IOException {
        String group = "/docker/" + CONTAINER.value();
        write(
                "proc/4711/cgroup",
                "9:memory:%1$s\n8:cpu,cpuacct:%1$s\n7:blkio:%1$s\n6:pids:%1$s\n1:name=systemd:%1$s\n0::/\n"
                        .formatted(group));
        write("cgroup/memory" + group + "/memory.usage_in_bytes", "9000000\n");
        write("cgroup/memory" + group + "/memory.limit_in_bytes", "12000000\n");
        write(
                "cgroup/memory" + group + "/memory.stat",
                "cache 4000000\ninactive_file 1\ntotal_inactive_file 3000000\n");
        write("cgroup/cpuacct" + group + "/cpuacct.usage", "2500000000\n");
        write(
                "cgroup/blkio" + group + "/blkio.throttle.io_service_bytes_recursive",
                "8:0 Read 4096\n8:0 Write 8192\n8:0 Total 12288\n8:16 Read 1\n8:16 Write 2\nTotal 12291\n");
        write("cgroup/pids" + group + "/pids.current", "7\n");

        assertThat(sample(true))
                .contains(new ContainerStats(
                        NOW,
                        Duration.ofMillis(2_500),
                        6_000_000,
                        12_000_000,
                        new Traffic.Counted(1_700_100, 420_010),
                        4_097,
                        8_194,
                        7));
    }

    @Test
    void readsVersion2() throws IOException {
        writeVersion2("9000000", "12000000");

        assertThat(sample(true))
                .contains(new ContainerStats(
                        NOW,
                        Duration.ofMillis(2_500),
                        6_000_000,
                        12_000_000,
                        new Traffic.Counted(1_700_100, 420_010),
                        4_097,
                        8_194,
                        7));
    }

    @Test
    void takesTheMachinesMemoryForNoLimit() throws IOException {
        writeVersion2("9000000", "max");

        assertThat(sample(true)).map(ContainerStats::memoryLimitBytes).contains(16_384L << 10);
    }

    @Test
    void countsNoTrafficOnTheHostsNetwork() throws IOException {
        writeVersion2("9000000", "max");

        assertThat(sample(false)).map(ContainerStats::traffic).contains(new Traffic.NotCounted());
    }

    @Test
    void doesNotTakeAnotherProcessForTheContainer() throws IOException {
        writeVersion2("9000000", "max");
        write("proc/4711/cgroup", "0::/user.slice/session-1.scope\n");

        assertThat(sample(true)).isEmpty();
    }

    @Test
    void leavesItToTheEngineWhenThereIsNoSuchProcess() {
        assertThat(sample(true)).isEmpty();
    }

    private void writeVersion2(String current, String limit) throws IOException {
        String group = "/system.slice/docker-" + CONTAINER.value() + ".scope";
        write("proc/4711/cgroup", "0::" + group + "\n");
        write("cgroup" + group + "/memory.current", current + "\n");
        write("cgroup" + group + "/memory.max", limit + "\n");
        write("cgroup" + group + "/memory.stat", "anon 5000000\ninactive_file 3000000\nactive_file 1\n");
        write("cgroup" + group + "/cpu.stat", "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n");
        write("cgroup" + group + "/io.stat", "8:0 rbytes=4096 wbytes=8192 rios=1 wios=2\n8:16 rbytes=1 wbytes=2\n");
        write("cgroup" + group + "/pids.current", "7\n");
    }

    private Optional<ContainerStats> sample(boolean ownNetwork) {
        CgroupFiles files = new CgroupFiles(folder.resolve("proc"), folder.resolve("cgroup"));
        return files.sample(CONTAINER, PID, ownNetwork, NOW);
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
