package dev.berth.app.server;

import dev.berth.app.config.BerthHome;
import dev.berth.app.config.BerthSettings;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.journal.callbacks.CallbackOutbox;
import dev.berth.journal.log.LogSettings;
import dev.berth.journal.log.SegmentJournal;
import dev.berth.journal.postgres.MoveIn;
import dev.berth.journal.sealing.JournalKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// Lets no call be left behind when a server keeps its calls elsewhere than before: those of a log are moved into
/// PostgreSQL, and those in PostgreSQL keep a server from going back to a log.
///
/// A move is three steps, and may be cut off between any two of them: the log's folder is renamed, so that nobody
/// writes
/// to it any more; all that it knows is in the database, in one transaction, and what it owes of callbacks; it is
/// deleted.
final class LogMove {

    private static final String CALLBACKS = "callbacks.db";

    private final BerthHome home;
    private final SecretKey key;
    private final InstantSource clock;

    LogMove(BerthHome home, SecretKey key, InstantSource clock) {
        this.home = home;
        this.key = key;
        this.clock = clock;
    }

    /// The first step and the second, as far as calls go. To be done before the journal in the database is opened.
    ///
    /// @return whether there was a log
    boolean calls(String jdbcUrl, Steps steps) throws IOException {
        delete(home.movedJournal());
        if (Files.exists(home.journal()) && Files.notExists(home.movingJournal())) {
            Files.move(home.journal(), home.movingJournal(), StandardCopyOption.ATOMIC_MOVE);
        }
        Optional<String> sealed = JournalKey.sealedIn(home.movingJournal());
        if (sealed.isEmpty()) {
            delete(home.movingJournal());
            return false;
        }
        steps.tell("journal", "moving kept calls from the log into PostgreSQL");
        key.reading(() -> {
            try (SegmentJournal log =
                    SegmentJournal.open(home.movingJournal(), key.box(), LogSettings.DEFAULTS, clock)) {
                return MoveIn.into(
                        jdbcUrl,
                        key.box(),
                        OwnName.text() + ", moving in",
                        new MoveIn.From(log, log::all, sealed.get()),
                        clock.instant());
            }
        });
        return true;
    }

    /// The rest of the second step, and the third.
    void callbacks(CallbackOutbox owed) throws IOException {
        Path file = home.movingJournal().resolve(CALLBACKS);
        if (Files.exists(file)) {
            try (CallbackOutbox former = CallbackOutbox.open(file, key.box())) {
                owed.addAll(former);
            }
        }
        Files.move(home.movingJournal(), home.movedJournal(), StandardCopyOption.ATOMIC_MOVE);
        delete(home.movedJournal());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (NoSuchFileException | UncheckedIOException e) {
            if (Files.exists(folder)) {
                throw e;
            }
        }
    }

    /// @throws CommandFailure when calls lie in PostgreSQL, or are on their way there
    void nothingInPostgres(BerthSettings settings) {
        if (Files.exists(home.movingJournal())) {
            throw StartFaults.missing(
                    "The kept calls of %s are on their way into PostgreSQL, and a start was cut off meanwhile."
                            .formatted(settings.home()),
                    "Start once with BERTH_DATABASE_URL as it was then, and without BERTH_JOURNAL=log.");
        }
        Optional<String> url = settings.databaseUrl();
        long known = url.isEmpty() ? 0 : MoveIn.known(PostgresUrl.jdbc(url.get()), clock.instant());
        if (known > 0) {
            throw StartFaults.missing(
                    "PostgreSQL at %s keeps %d calls, and BERTH_JOURNAL=log would leave them there."
                            .formatted(PostgresUrl.place(url.orElseThrow()), known),
                    "Leave BERTH_JOURNAL out: the server goes on with them.",
                    "Or give them and their answers up, in the database:  DROP SCHEMA journal CASCADE");
        }
    }
}
