package dev.berth.bench.journal;

import dev.berth.journal.log.LogSettings;
import dev.berth.journal.log.SegmentJournal;
import dev.berth.kit.SecretBox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// Durable accepts a second: the journal and the disk alone, and the journal with its index and without.
///
/// Arguments: a folder on the disk to measure, rounds, seconds a round.
public final class JournalBench {

    private static final LogSettings NO_INDEX =
            LogSettings.DEFAULTS.indexPause(Duration.ofDays(1)).longestLag(Integer.MAX_VALUE);

    private JournalBench() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Comparison rounds =
                new Comparison(Integer.parseInt(arguments[1]), Duration.ofSeconds(Long.parseLong(arguments[2])));
        SecretBox box = SecretBox.withKeyFile(folder.resolve("secret.key"));
        try (RawBatches raw = new RawBatches(RawFile.in(folder.resolve("raw.log")));
                SegmentJournal journal = open(folder.resolve("journal"), box, LogSettings.DEFAULTS)) {
            rounds.print("disk", raw, "journal", new JournalAccepts(journal), 1, 64, 256);
        }
        try (SegmentJournal indexed = open(folder.resolve("indexed"), box, LogSettings.DEFAULTS);
                SegmentJournal alone = open(folder.resolve("alone"), box, NO_INDEX)) {
            rounds.print("no index", new JournalAccepts(alone), "indexed", new JournalAccepts(indexed), 64);
        }
    }

    private static SegmentJournal open(Path folder, SecretBox box, LogSettings settings) {
        return SegmentJournal.open(folder, box, settings, InstantSource.system());
    }
}
