package dev.berth.bench.journal;

import dev.berth.journal.log.LogSettings;
import dev.berth.journal.log.SegmentJournal;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/// How long a journal takes to open after its server was killed.
///
/// Arguments: `make`, a folder, entries, how many of them stay open: fills a journal and dies at once. `open`, a
/// folder: opens it.
public final class JournalStart {

    private static final int UNDER_WAY = 2048;
    private static final int BODY_BYTES = 1024;

    private JournalStart() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        if (arguments[0].equals("make")) {
            make(folder, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
            Runtime.getRuntime().halt(0);
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begun = System.nanoTime();
        long worked = threads.getCurrentThreadCpuTime();
        try (SegmentJournal journal = open(folder)) {
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            Duration work = Duration.ofNanos(threads.getCurrentThreadCpuTime() - worked);
            System.out.printf(
                    "opened in %d ms, of which its thread worked %d ms: %d entries open, %d segments%n",
                    took.toMillis(),
                    work.toMillis(),
                    journal.open().size(),
                    journal.figures().segments());
        }
    }

    private static SegmentJournal open(Path folder) throws IOException {
        SecretBox box = SecretBox.withKeyFile(folder.resolve("secret.key"));
        return SegmentJournal.open(folder.resolve("journal"), box, LogSettings.DEFAULTS, InstantSource.system());
    }

    /// The journal stays open: a crash closes nothing.
    @SuppressWarnings("MustBeClosed") // the process dies instead
    private static void make(Path folder, int entries, int open) throws IOException, InterruptedException {
        JournalAccepts journal = new JournalAccepts(open(folder));
        Semaphore underWay = new Semaphore(UNDER_WAY);
        for (int i = 0; i < entries; i++) {
            byte[] body = new byte[BODY_BYTES];
            RandomGenerator.getDefault().nextBytes(body);
            boolean staysOpen = (long) i * open / entries != (long) (i + 1) * open / entries;
            underWay.acquire();
            journal.taken(body)
                    .thenCompose(id -> staysOpen ? CompletableFuture.completedFuture(true) : journal.answered(id))
                    .whenComplete((_, _) -> underWay.release());
        }
        underWay.acquire(UNDER_WAY);
    }
}
