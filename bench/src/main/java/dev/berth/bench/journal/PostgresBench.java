package dev.berth.bench.journal;

import dev.berth.journal.postgres.PostgresJournal;
import dev.berth.journal.postgres.PostgresSettings;
import dev.berth.kit.SecretBox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// Durable accepts a second: the journal in PostgreSQL, and JDBC batches that carry the same bytes.
///
/// Arguments: the JDBC URL of an empty database, a folder for the key, rounds, seconds a round.
public final class PostgresBench {

    private PostgresBench() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        Comparison rounds =
                new Comparison(Integer.parseInt(arguments[2]), Duration.ofSeconds(Long.parseLong(arguments[3])));
        SecretBox box = SecretBox.withKeyFile(folder.resolve("secret.key"));
        try (RawBatches raw = new RawBatches(RawTable.in(arguments[0]));
                PostgresJournal journal = PostgresJournal.open(
                        arguments[0], box, "bench", PostgresSettings.DEFAULTS, InstantSource.system())) {
            rounds.print("jdbc", raw, "journal", new JournalAccepts(journal), 1, 64, 256);
        }
    }
}
