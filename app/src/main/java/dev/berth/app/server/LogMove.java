package dev.berth.app.server;

import dev.berth.app.config.BerthHome;
import dev.berth.app.config.BerthSettings;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.callbacks.CallbackOutbox;
import dev.berth.journal.log.LogSettings;
import dev.berth.journal.log.SegmentJournal;
import dev.berth.journal.postgres.MoveIn;
import dev.berth.journal.sealing.JournalKey;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Lets no call be left behind when a server keeps its calls elsewhere than before: those of a log are moved into
/// PostgreSQL, and those in PostgreSQL keep a server from going back to a log.
///
/// A move is three steps, and may be cut off between any two of them: the log's folder is renamed, so that nobody
/// writes to it any more; all that it knows is in the database, in one transaction, and what it owes of callbacks; it
/// is deleted.
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
    /// @param url as the settings have it
    /// @return whether there was a log that keeps anything
    /// @throws CommandFailure when both keep calls, under different keys; nothing was changed
    boolean calls(String url, Steps steps) throws IOException {
        delete(home.movedJournal());
        boolean begun = Files.exists(home.movingJournal());
        Path folder = begun ? home.movingJournal() : home.journal();
        Optional<String> sealedKey = JournalKey.sealedIn(folder);
        Kept kept = sealedKey.isPresent() ? kept(folder) : Kept.NOTHING;
        if (kept.isNothing()) {
            delete(home.movingJournal());
            return false;
        }
        if (kept.entries() > 0) {
            refuseOtherKey(url, folder, sealedKey.get(), kept.entries());
        }
        if (!begun) {
            Files.move(folder, home.movingJournal(), StandardCopyOption.ATOMIC_MOVE);
        }
        steps.tell("journal", "moving kept calls from the log into PostgreSQL");
        if (kept.entries() > 0) {
            key.reading(() -> moved(PostgresUrl.jdbc(url), sealedKey.get()));
        }
        return true;
    }

    /// What a log would leave behind.
    ///
    /// @param entries that it knows, open or ended
    /// @param callbacks that it owes
    private record Kept(long entries, long callbacks) {

        static final Kept NOTHING = new Kept(0, 0);

        boolean isNothing() {
            return entries == 0 && callbacks == 0;
        }
    }

    private Kept kept(Path folder) throws IOException {
        AtomicLong entries = new AtomicLong();
        key.reading(() -> {
            try (SegmentJournal log = SegmentJournal.open(folder, key.box(), LogSettings.DEFAULTS, clock)) {
                log.all(_ -> entries.incrementAndGet());
                return entries;
            } catch (JournalFailure e) {
                throw !key.fresh() && e.getCause() instanceof SecretBox.WrongKey ? foreign(folder) : e;
            }
        });
        Path callbacks = folder.resolve(CALLBACKS);
        if (Files.notExists(callbacks)) {
            return new Kept(entries.get(), 0);
        }
        try (CallbackOutbox owed = CallbackOutbox.open(callbacks, key.box())) {
            return new Kept(entries.get(), owed.open());
        }
    }

    private CommandFailure foreign(Path folder) {
        return StartFaults.missing(
                "The log in %s was written under another key than %s, so that its calls cannot be moved into PostgreSQL."
                        .formatted(folder, key.file()),
                "Set BERTH_SECRET_KEY_FILE to the key that belongs to both,",
                "or leave the log's calls behind:  mv '%s' '%s.old'".formatted(folder, home.journal()));
    }

    private void refuseOtherKey(String url, Path folder, String sealedKey, long entries) throws IOException {
        boolean fits = key.reading(() -> MoveIn.takesKey(PostgresUrl.jdbc(url), key.box(), sealedKey, clock.instant()));
        if (!fits) {
            throw StartFaults.missing(
                    "The log in %s keeps %d calls, and PostgreSQL at %s keeps calls under another key: they cannot be brought together."
                            .formatted(folder, entries, PostgresUrl.place(url)),
                    "Go on with those in PostgreSQL, and put the log's away:  mv '%s' '%s.old'"
                            .formatted(folder, home.journal()),
                    "Or go on with those of the log%s, and give BERTH_DATABASE_URL another database or none."
                            .formatted(
                                    folder.equals(home.journal())
                                            ? ""
                                            : ":  mv '" + folder + "' '" + home.journal() + "'"),
                    "Or give those in PostgreSQL up, in the database:  DROP SCHEMA journal CASCADE");
        }
    }

    private long moved(String jdbcUrl, String sealedKey) {
        try (SegmentJournal log = SegmentJournal.open(home.movingJournal(), key.box(), LogSettings.DEFAULTS, clock)) {
            return MoveIn.into(
                    jdbcUrl,
                    key.box(),
                    OwnName.text() + ", moving in",
                    new MoveIn.From(log, log::all, sealedKey),
                    clock.instant());
        }
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
                    "Start once with BERTH_DATABASE_URL as it was then, and without BERTH_JOURNAL=log.",
                    "They lie in %s.".formatted(home.movingJournal()));
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
