package dev.berth.bench.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The load generator: `wrk`, one thread, on a processor of its own.
///
/// @param script says what is sent, and has wrk tell its figures in a line that begins with RESULT
record Wrk(String script, String token, int core) {

    private static final String RESULT = "RESULT ";

    /// What wrk saw. Times in microseconds.
    record Seen(long requests, long micros, long bytes, long p50, long p99) {}

    /// @throws IOException when any request failed
    Seen run(Contender contender, Workload load, int seconds) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(
                "taskset",
                "-c",
                Integer.toString(core),
                "wrk",
                "--threads",
                "1",
                "--connections",
                Integer.toString(load.connections()),
                "--duration",
                seconds + "s",
                "--timeout",
                "10s",
                "--script",
                script,
                contender.base() + "/agent/bench/" + load.path());
        command.environment()
                .putAll(Map.of(
                        "BENCH_AUTHORIZATION",
                        "Bearer " + token,
                        "BENCH_BODY",
                        Integer.toString(load.body()),
                        "BENCH_DURABLE",
                        load.kept() ? "yes" : "no"));
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        List<Long> numbers = said.lines()
                .filter(line -> line.startsWith(RESULT))
                .flatMap(line -> List.of(line.substring(RESULT.length()).split(" ")).stream())
                .map(Long::valueOf)
                .toList();
        if (numbers.size() != 6 || numbers.get(5) > 0 || numbers.get(0) == 0) {
            throw new IOException(contender.name() + ", " + load.name() + ": not every call succeeded:\n" + said);
        }
        return new Seen(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4));
    }
}
