package dev.berth.app.server;

import dev.berth.app.config.BerthHome;
import dev.berth.app.config.BerthSettings;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.journal.Entry;
import dev.berth.journal.Journal;
import dev.berth.journal.callbacks.CallbackOutbox;
import dev.berth.journal.log.LogSettings;
import dev.berth.journal.log.SegmentJournal;
import dev.berth.journal.postgres.PostgresJournal;
import dev.berth.journal.postgres.PostgresSettings;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// The journal that the settings name, and what belongs to it.
///
/// @param outbox where the callbacks of its calls are owed; to be closed before the journal
/// @param orphans takes over what servers left open that died since; for one thread, which may be blocked
/// @param takenOver completes when another server took its calls over
record OpenedJournal(
        Journal journal, CallbackOutbox outbox, Supplier<List<Entry>> orphans, CompletableFuture<Void> takenOver) {

    /// @param parts close the journal; whoever posts the callbacks closes the outbox
    /// @throws CommandFailure when calls would be left behind where they were kept before
    static OpenedJournal open(
            BerthSettings settings, BerthHome home, SecretKey key, Parts parts, Steps steps, InstantSource clock)
            throws IOException {
        LogMove move = new LogMove(home, key, clock);
        return switch (settings.journal()) {
            case LOG -> {
                move.nothingInPostgres(settings);
                yield log(home, key, parts, clock);
            }
            case POSTGRES -> {
                String url = PostgresUrl.jdbc(settings.databaseUrl().orElseThrow());
                boolean moved = move.calls(settings.databaseUrl().orElseThrow(), steps);
                OpenedJournal opened = postgres(url, key, parts, clock);
                if (moved) {
                    move.callbacks(opened.outbox());
                }
                yield opened;
            }
        };
    }

    private static OpenedJournal log(BerthHome home, SecretKey key, Parts parts, InstantSource clock)
            throws IOException {
        SegmentJournal log = parts.add(
                key.reading(() -> SegmentJournal.open(home.journal(), key.box(), LogSettings.DEFAULTS, clock)));
        return new OpenedJournal(
                log, CallbackOutbox.open(home.callbacks(), key.box()), List::of, new CompletableFuture<>());
    }

    private static OpenedJournal postgres(String url, SecretKey key, Parts parts, InstantSource clock)
            throws IOException {
        PostgresJournal shared = parts.add(key.reading(
                () -> PostgresJournal.open(url, key.box(), OwnName.text(), PostgresSettings.DEFAULTS, clock)));
        return new OpenedJournal(shared, shared.callbacks(key.box()), shared::takeOver, shared.takenOver());
    }
}
