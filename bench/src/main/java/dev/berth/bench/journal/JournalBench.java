package dev.berth.bench.journal;

import dev.berth.bench.Samples;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
import dev.berth.journal.Offer;
import dev.berth.journal.log.LogSettings;
import dev.berth.journal.log.SegmentJournal;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/// Durable accepts a second, and how long each takes: the journal and the disk alone, in alternating rounds.
///
/// Arguments: a folder on the disk to measure, rounds, seconds a round.
public final class JournalBench {

    private static final int[] CALLERS = {1, 64, 256};
    private static final int BODY_BYTES = 1024;
    private static final AgentId AGENT = new AgentId("0123456789abcdef0123456789abcdef");
    private static final InstanceId RUN = new InstanceId(AGENT, 1);
    private static final Bytes HEAD =
            Bytes.of("POST /orders HTTP/1.1\r\nHost: shop\r\nContent-Length: 1024\r\nAccept: */*\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));

    private JournalBench() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        Duration round = Duration.ofSeconds(Long.parseLong(arguments[2]));
        SecretBox box = SecretBox.withKeyFile(folder.resolve("secret.key"));
        try (RawLog raw = new RawLog(folder.resolve("raw.log"));
                SegmentJournal journal = SegmentJournal.open(
                        folder.resolve("journal"), box, LogSettings.DEFAULTS, InstantSource.system())) {
            Accepts accepts = body -> journal.accept(offer(body));
            System.out.printf(
                    "%8s %10s %14s %14s %10s %10s %7s%n",
                    "callers", "round", "raw/s", "journal/s", "raw p99", "p99 ms", "ratio");
            for (int callers : CALLERS) {
                measured(raw, callers, round); // warms
                measured(accepts, callers, round);
                List<Double> ratios = new ArrayList<>();
                for (int i = 1; i <= rounds; i++) {
                    Figures floor = measured(raw, callers, round);
                    Figures ours = measured(accepts, callers, round);
                    ratios.add(ours.perSecond() / floor.perSecond());
                    System.out.printf(
                            "%8d %10d %14.0f %14.0f %10.2f %10.2f %7.2f%n",
                            callers, i, floor.perSecond(), ours.perSecond(), floor.p99(), ours.p99(), ratios.getLast());
                }
                ratios.sort(Double::compare);
                System.out.printf("%8d %10s %55s %10.2f%n", callers, "median", "", ratios.get(ratios.size() / 2));
            }
        }
    }

    private static Offer offer(byte[] body) {
        Offer.Terms terms = new Offer.Terms(
                Instant.now().plusSeconds(3600), Duration.ofHours(24), Integer.MAX_VALUE, Long.MAX_VALUE);
        return new Offer(AGENT, HEAD, new Body.Inline(Bytes.of(body)), terms, null, RUN, null);
    }

    private record Figures(double perSecond, double p99) {}

    private static Figures measured(Accepts accepts, int callers, Duration round)
            throws InterruptedException, ExecutionException, IOException {
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
