package dev.berth.bench.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// What a run has shown: medians over the rounds, and of the ratios within each round.
///
/// Ratios are taken within a round, because whatever else the machine does then weighs on both sides.
record Report(
        List<Contender> contenders,
        Map<Workload, List<Map<Contender, Figures>>> seen,
        Map<Contender, Long> memory,
        String load) {

    /// More than this taken by others makes figures rough.
    private static final double QUIET = 0.05;

    String table() {
        StringBuilder out = new StringBuilder();
        seen.forEach((workload, rounds) -> {
            out.append("%n%s, %d connections, %d rounds%n%n"
                    .formatted(workload.name(), workload.connections(), rounds.size()));
            out.append("| | calls/s | MB/s | p50 ms | p99 ms | CPU us/call |%n|---|---|---|---|---|---|%n".formatted());
            contenders.forEach(each -> out.append(row(each, rounds)));
            contenders.stream().skip(1).forEach(each -> out.append(ratios(each, rounds)));
        });
        out.append("%nMemory after it (PSS): ".formatted());
        out.append(String.join(
                ", ",
                contenders.stream()
                        .map(each -> "%s %.0f MiB".formatted(each.name(), memory.getOrDefault(each, 0L) / 1048576.0))
                        .toList()));
        out.append("%nLoad average: %s. Others took %.0f %% of the processors (median), at most %.0f %%: %s%n"
                .formatted(
                        load, median(others()) * 100, most(others()) * 100, isQuiet() ? "quiet." : "LOADED, rough."));
        return out.toString();
    }

    private String row(Contender contender, List<Map<Contender, Figures>> rounds) {
        return "| %s | %.0f | %.0f | %.2f | %.2f | %.1f |%n"
                .formatted(
                        contender.name(),
                        median(of(rounds, contender, Figures::perSecond)),
                        median(of(rounds, contender, Figures::megabytesPerSecond)),
                        median(of(rounds, contender, each -> each.p50Micros() / 1e3)),
                        median(of(rounds, contender, each -> each.p99Micros() / 1e3)),
                        median(of(rounds, contender, Figures::cpuMicrosPerRequest)));
    }

    private String ratios(Contender other, List<Map<Contender, Figures>> rounds) {
        List<Double> throughput = ratio(rounds, other, Figures::perSecond);
        return "| %s / %s | %.2f (%.2f-%.2f) | | %.2f | %.2f | %.2f |%n"
                .formatted(
                        contenders.getFirst().name(),
                        other.name(),
                        median(throughput),
                        throughput.stream().min(Double::compare).orElse(0.0),
                        most(throughput),
                        median(ratio(rounds, other, Figures::p50Micros)),
                        median(ratio(rounds, other, Figures::p99Micros)),
                        median(ratio(rounds, other, Figures::cpuMicrosPerRequest)));
    }

    /// For programs: every figure of every round, and the medians of the ratios.
    void write(Path file) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("load_average", load);
        report.put("others_share_median", median(others()));
        report.put("quiet", isQuiet());
        Map<String, Long> bytes = new LinkedHashMap<>();
        memory.forEach((contender, size) -> bytes.put(contender.name(), size));
        report.put("memory_bytes", bytes);
        Map<String, Object> workloads = new LinkedHashMap<>();
        seen.forEach((workload, rounds) -> workloads.put(
                workload.name(),
                Map.of(
                        "ratios", medians(rounds),
                        "rounds", rounds.stream().map(Report::byName).toList())));
        report.put("workloads", workloads);
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), report);
    }

    private Map<String, Object> medians(List<Map<Contender, Figures>> rounds) {
        Map<String, Object> medians = new LinkedHashMap<>();
        contenders.stream()
                .skip(1)
                .forEach(other -> medians.put(
                        other.name(),
                        Map.of(
                                "throughput", median(ratio(rounds, other, Figures::perSecond)),
                                "p50", median(ratio(rounds, other, Figures::p50Micros)),
                                "p99", median(ratio(rounds, other, Figures::p99Micros)),
                                "cpu", median(ratio(rounds, other, Figures::cpuMicrosPerRequest)))));
        return medians;
    }

    private static Map<String, Figures> byName(Map<Contender, Figures> round) {
        Map<String, Figures> named = new LinkedHashMap<>();
        round.forEach((contender, figures) -> named.put(contender.name(), figures));
        return named;
    }

    private boolean isQuiet() {
        return median(others()) <= QUIET;
    }

    private List<Double> others() {
        return seen.values().stream()
                .flatMap(List::stream)
                .flatMap(round -> round.values().stream())
                .map(Figures::othersShare)
                .toList();
    }

    private List<Double> ratio(
            List<Map<Contender, Figures>> rounds, Contender other, ToDoubleFunction<Figures> figure) {
        List<Double> ours = of(rounds, contenders.getFirst(), figure);
        List<Double> theirs = of(rounds, other, figure);
        return IntStream.range(0, rounds.size())
                .mapToObj(round -> ours.get(round) / theirs.get(round))
                .toList();
    }

    private static List<Double> of(
            List<Map<Contender, Figures>> rounds, Contender contender, ToDoubleFunction<Figures> figure) {
        return rounds.stream()
                .map(round -> round.get(contender))
                .filter(Objects::nonNull)
                .map(figure::applyAsDouble)
                .toList();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double most(List<Double> values) {
        return values.stream().max(Double::compare).orElse(0.0);
    }
}
