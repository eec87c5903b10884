package dev.berth.bench.gateway;

import dev.berth.bench.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures contenders in alternating rounds: in each round every contender is given every workload once, and the one
/// that was first is last in the next round.
///
/// Usage: `GatewayBench SCRIPT TOKEN CORE ROUNDS SECONDS AGENT_PID REPORT WORKLOADS "NAME PID URL"...`; the first
/// contender is compared with the others. Of the workloads, those whose names contain the word; an empty word means
/// all.
public final class GatewayBench {

    private static final int OPTIONS = 8;

    /// A JVM compiles what it runs often: it is warm when it has worked for so long, however busy the machine is.
    private static final double WARM_CPU_SECONDS = 12;

    private static final int LONGEST_WARM_UP_SECONDS = 25;

    private final Wrk wrk;
    private final int seconds;
    private final long agent;
    private final List<Workload> workloads;
    private final List<Contender> contenders;

    private GatewayBench(Wrk wrk, int seconds, long agent, List<Workload> workloads, List<Contender> contenders) {
        this.wrk = wrk;
        this.seconds = seconds;
        this.agent = agent;
        this.workloads = workloads;
        this.contenders = contenders;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Wrk wrk = new Wrk(arguments[0], arguments[1], Integer.parseInt(arguments[2]));
        List<Contender> contenders =
                List.of(arguments).stream().skip(OPTIONS).map(Contender::of).toList();
        int rounds = Integer.parseInt(arguments[3]);
        List<Workload> workloads = Workload.ALL.stream()
                .filter(load -> load.name().contains(arguments[7]))
                .toList();
        if (workloads.isEmpty()) {
            throw new IllegalArgumentException("no workload is called " + arguments[7]);
        }
        GatewayBench bench = new GatewayBench(
                wrk, Integer.parseInt(arguments[4]), Long.parseLong(arguments[5]), workloads, contenders);
        String before = Processes.load();
        Map<Workload, List<Map<Contender, Figures>>> seen = bench.measure(rounds);
        Map<Contender, Long> memory = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            memory.put(contender, Processes.memory(contender.pid()));
        }
        Report report = new Report(contenders, seen, memory, before + " before, " + Processes.load() + " after");
        System.out.print(report.table());
        report.write(Path.of(arguments[6]));
    }

    private Map<Workload, List<Map<Contender, Figures>>> measure(int rounds) throws IOException, InterruptedException {
        Map<Workload, List<Map<Contender, Figures>>> seen = new LinkedHashMap<>();
        for (Workload load : workloads) {
            for (Contender contender : contenders) {
                warmUp(contender, load);
            }
            List<Contender> order = new ArrayList<>(contenders);
            List<Map<Contender, Figures>> ofLoad = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                Map<Contender, Figures> ofRound = new LinkedHashMap<>();
                for (Contender contender : order) {
                    ofRound.put(contender, figures(contender, load));
                }
                ofLoad.add(ofRound);
                Collections.rotate(order, 1);
                System.err.printf("    %s: round %d of %d%n", load.name(), round, rounds);
            }
            seen.put(load, ofLoad);
        }
        return seen;
    }

    /// Only the first contender is a JVM.
    private void warmUp(Contender contender, Workload load) throws IOException, InterruptedException {
        double enough =
                contender.equals(contenders.getFirst()) ? Processes.cpuSeconds(contender.pid()) + WARM_CPU_SECONDS : 0;
        long begun = System.nanoTime();
        do {
            wrk.run(contender, load, 2);
        } while (Processes.cpuSeconds(contender.pid()) < enough
                && System.nanoTime() - begun < LONGEST_WARM_UP_SECONDS * 1_000_000_000L);
    }

    private Figures figures(Contender contender, Workload load) throws IOException, InterruptedException {
        double busy = Processes.busySeconds();
        double ours = ours();
        double cpu = Processes.cpuSeconds(contender.pid());
        long begun = System.nanoTime();
        Wrk.Seen run = wrk.run(contender, load, seconds);
        double used = Processes.cpuSeconds(contender.pid()) - cpu;
        double others = Processes.busySeconds() - busy - (ours() - ours);
        double capacity = (System.nanoTime() - begun) / 1e9 * Processes.processors();
        return new Figures(
                run.requests(),
                run.micros() / 1e6,
                run.bytes(),
                run.p50(),
                run.p99(),
                used,
                Math.max(0, others / capacity));
    }

    /// Of everything that has a part in this.
    private double ours() throws IOException {
        double sum = Processes.ownCpuSeconds() + Processes.cpuSeconds(agent);
        for (Contender contender : contenders) {
            sum += Processes.cpuSeconds(contender.pid());
        }
        return sum;
    }
}
