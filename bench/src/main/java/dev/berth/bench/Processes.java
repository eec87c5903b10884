package dev.berth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What Linux tells of processes: processor time and memory.
public final class Processes {

    /// Of `/proc`, on every platform that Linux runs on today.
    private static final double TICKS_PER_SECOND = 100;

    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /// Seconds of processor time that a process and those that it started have used, as far as they still run.
    public static double cpuSeconds(long pid) throws IOException {
        double ticks = 0;
        for (long each : family(pid)) {
            List<String> fields = stat(each);
            ticks += number(fields, 13) + number(fields, 14);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /// The same of this process, and of those that it started and saw the end of.
    public static double ownCpuSeconds() throws IOException {
        List<String> fields = stat(ProcessHandle.current().pid());
        return (number(fields, 13) + number(fields, 14) + number(fields, 15) + number(fields, 16)) / TICKS_PER_SECOND;
    }

    /// Seconds that all processors of the machine were at work.
    public static double busySeconds() throws IOException {
        List<String> fields =
                List.of(Files.readAllLines(PROC.resolve("stat")).getFirst().split(" +"));
        double user = number(fields, 1) + number(fields, 2);
        double system = number(fields, 3) + number(fields, 6) + number(fields, 7) + number(fields, 8);
        return (user + system) / TICKS_PER_SECOND;
    }

    /// How many the machine has, whichever of them this process may use.
    public static long processors() throws IOException {
        return Files.readAllLines(PROC.resolve("stat")).stream()
                .filter(line -> line.matches("cpu\\d.*"))
                .count();
    }

    /// Bytes of memory, where what is shared among processes counts for its part.
    public static long memory(long pid) throws IOException {
        long kilobytes = 0;
        for (long each : family(pid)) {
            kilobytes += Files.readAllLines(PROC.resolve(each + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
        return kilobytes * 1024;
    }

    /// The averages over 1, 5 and 15 minutes.
    public static String load() throws IOException {
        return String.join(
                " ",
                List.of(Files.readString(PROC.resolve("loadavg")).split(" ")).subList(0, 3));
    }

    private static List<Long> family(long pid) {
        Stream<ProcessHandle> started =
                ProcessHandle.of(pid).map(ProcessHandle::descendants).orElse(Stream.empty());
        return Stream.concat(Stream.of(pid), started.map(ProcessHandle::pid)).toList();
    }

    /// The fields of a process, numbered as in proc(5) from 0 on; the name, which may hold blanks, is one of them.
    private static List<String> stat(long pid) throws IOException {
        String line = Files.readString(PROC.resolve(pid + "/stat"));
        int name = line.lastIndexOf(')');
        if (name < 0) {
            throw new NoSuchFileException("process " + pid);
        }
        return List.of(("pid name " + line.substring(name + 2)).strip().split(" "));
    }

    private static double number(List<String> fields, int index) {
        return Double.parseDouble(fields.get(index));
    }
}
