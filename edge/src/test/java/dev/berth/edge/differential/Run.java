package dev.berth.edge.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Draws cases one after the other, holds several at a time against the others, and cuts the first difference down.
///
/// @param cases how many; the property `differential.cases` sets it
/// @param seed of the cases; the property `differential.seed` sets it
record Run(String name, int cases, long seed, Drawing drawing) {

    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final int AT_A_TIME = 8;

    /// So many differences end a run.
    private static final int ENOUGH = 5;

    private static final int KIND_LENGTH = 24;
    private static final long SEED = 20_260_101;

    /// Gives the stream with a number.
    @FunctionalInterface
    interface Drawing {

        byte[] draw(long seed, int number);
    }

    /// Tells on what not all agree.
    @FunctionalInterface
    interface Difference {

        /// @param cuts where the stream is cut when it is sent
        Optional<String> of(byte[] stream, List<Integer> cuts);
    }

    /// A stream that not all frame alike, cut down.
    record Found(int number, String difference, String stream) {

        @Override
        public String toString() {
            return "case " + number + ": " + difference + "\n" + Escapes.of(stream);
        }
    }

    static Run of(String name, int usualCases, Drawing drawing) {
        return new Run(
                name,
                Integer.getInteger("differential.cases", usualCases),
                Long.getLong("differential.seed", SEED),
                drawing);
    }

    /// The first differences that are met, cut down; none is what should be.
    List<Found> differences(Difference difference, Tally tally) {
        LOG.atInfo().addKeyValue("seed", seed).addKeyValue("cases", cases).log("differential run begins");
        long begin = System.nanoTime();
        Queue<Found> found = new ConcurrentLinkedQueue<>();
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_A_TIME; i++) {
                threads.execute(() -> work(difference, next, found));
            }
        }
        found.forEach(first -> LOG.atWarn().addKeyValue("reason", first).log("difference found"));
        report(tally, Duration.ofNanos(System.nanoTime() - begin));
        return found.stream()
                .limit(ENOUGH)
                .map(first -> minimised(first, difference))
                .toList();
    }

    private void work(Difference difference, AtomicInteger next, Queue<Found> found) {
        int number = next.getAndIncrement();
        while (number < cases && found.size() < ENOUGH) {
            byte[] stream = drawing.draw(seed, number);
            int at = number;
            told(difference, stream, cuts(stream, number))
                    .ifPresent(text -> found.add(new Found(at, text, Latin1.text(stream))));
            number = next.getAndIncrement();
        }
    }

    /// A case that cannot be judged is a difference too.
    private static Optional<String> told(Difference difference, byte[] stream, List<Integer> cuts) {
        try {
            return difference.of(stream, cuts);
        } catch (RuntimeException e) {
            return Optional.of("failed: " + e);
        }
    }

    /// Every other stream is sent in pieces.
    private List<Integer> cuts(byte[] stream, int number) {
        Random random = new Random(seed + number);
        List<Integer> cuts = new ArrayList<>();
        for (int i = 0; i < 3 && number % 2 == 1 && stream.length > 1; i++) {
            cuts.add(1 + random.nextInt(stream.length - 1));
        }
        return cuts.stream().sorted().toList();
    }

    private static Found minimised(Found first, Difference difference) {
        byte[] least = Minimiser.minimise(
                Latin1.bytes(first.stream()),
                candidate -> told(difference, candidate, List.of())
                        .filter(text -> isOfOneKind(text, first.difference()))
                        .isPresent());
        String text = told(difference, least, List.of()).orElse("not every time, " + first.difference());
        return new Found(first.number(), text, Latin1.text(least));
    }

    /// A difference begins with who differs and in what; the cutting down must not end at another one.
    private static boolean isOfOneKind(String one, String other) {
        return one.substring(0, Math.min(one.length(), KIND_LENGTH))
                .equals(other.substring(0, Math.min(other.length(), KIND_LENGTH)));
    }

    private void report(Tally tally, Duration took) {
        String text = "differential run of %s: seed %d, %d cases, %.1f s%n%s"
                .formatted(name, seed, cases, took.toMillis() / 1000.0, tally);
        System.out.println(text);
        try {
            Path folder = Files.createDirectories(Path.of("target", "differential"));
            Files.writeString(folder.resolve(name + ".txt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
