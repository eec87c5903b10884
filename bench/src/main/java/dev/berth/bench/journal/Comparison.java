package dev.berth.bench.journal;

import dev.berth.bench.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/// Two that do the same, in alternating rounds: accepts a second, how long each takes, and their ratio within a round.
///
/// @param rounds counted after one for each that warms up
record Comparison(int rounds, Duration round) {

    private static final int BODY_BYTES = 1024;

    private record Figures(double perSecond, double p99) {}

    /// Prints a line a round.
    void print(String floorName, Accepts floor, String name, Accepts ours, int... callers)
            throws InterruptedException, ExecutionException {
        System.out.printf(
                "%8s %10s %14s %14s %14s %14s %7s%n",
                "callers", "round", floorName + "/s", name + "/s", "p99 ms", "p99 ms", "ratio");
        for (int each : callers) {
            measured(floor, each);
            measured(ours, each);
            List<Double> ratios = new ArrayList<>();
            for (int i = 1; i <= rounds; i++) {
                Figures least = measured(floor, each);
                Figures figures = measured(ours, each);
                ratios.add(figures.perSecond() / least.perSecond());
                System.out.printf(
                        "%8d %10d %14.0f %14.0f %14.2f %14.2f %7.2f%n",
                        each, i, least.perSecond(), figures.perSecond(), least.p99(), figures.p99(), ratios.getLast());
            }
            ratios.sort(Double::compare);
            System.out.printf("%8d %10s %67.2f%n", each, "median", ratios.get(ratios.size() / 2));
        }
    }

    private Figures measured(Accepts accepts, int callers) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + round.toNanos();
        List<Future<Samples>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                running.add(threads.submit(() -> caller(accepts, end)));
            }
        }
        Samples all = new Samples();
        for (Future<Samples> each : running) {
            all.addAll(each.get());
        }
        accepts.settle();
        return new Figures(all.size() / (round.toNanos() / 1e9), all.percentile(0.99));
    }

    private static Samples caller(Accepts accepts, long end) {
        byte[] body = new byte[BODY_BYTES];
        RandomGenerator.getDefault().nextBytes(body);
        Samples samples = new Samples();
        long begun = System.nanoTime();
        while (begun < end) {
            accepts.accept(body).toCompletableFuture().join();
            long now = System.nanoTime();
            samples.addNanos(now - begun);
            begun = now;
        }
        return samples;
    }
}
