package dev.berth.app.server;

import dev.berth.app.config.BerthSettings;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.controlplane.agents.StoreFailure;
import dev.berth.journal.JournalFailure;
import dev.berth.kit.Sentences;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/// Tells why a database cannot be used, and what helps. Never tells its password.
final class DatabaseFaults {

    /// SQLite's own result codes, of which the lowest byte tells the kind.
    private static final int SQLITE_BUSY = 5;

    private static final int SQLITE_READONLY = 8;
    private static final int SQLITE_IOERR = 10;
    private static final int SQLITE_CORRUPT = 11;
    private static final int SQLITE_FULL = 13;
    private static final int SQLITE_CANTOPEN = 14;
    private static final int SQLITE_NOTADB = 26;

    private DatabaseFaults() {}

    static CommandFailure told(StoreFailure failure, BerthSettings settings) {
        Optional<SQLException> cause = StartFaults.sql(failure);
        if (cause.isEmpty()) {
            return StartFaults.missing(Sentences.of(failure.getMessage(), ""));
        }
        return settings.databaseUrl()
                .map(url -> postgres(url, cause.get()))
                .orElseGet(() -> sqlite(settings.home().resolve("berth.db"), cause.get()));
    }

    /// The kept calls in PostgreSQL cannot be read.
    static CommandFailure told(JournalFailure failure, String url) {
        return StartFaults.sql(failure)
                .map(cause -> postgres(url, cause))
                .orElseGet(
                        () -> StartFaults.missing(
                                "Berth cannot use its journal in PostgreSQL at %s: %s."
                                        .formatted(PostgresUrl.place(url), failure.getMessage()),
                                "See that BERTH_SECRET_KEY_FILE is the key of this installation, and that no newer Berth wrote the database."));
    }

    private static CommandFailure sqlite(Path file, SQLException e) {
        return switch (e.getErrorCode() & 0xFF) {
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                StartFaults.missing(
                        "The database %s is damaged, or is no database of Berth's.".formatted(file),
                        "Restore it from a backup; or begin anew, without agents and tokens, by moving it away:",
                        "  mv '%s' '%s.damaged'".formatted(file, file));
            case SQLITE_FULL -> StartFaults.full(file);
            case SQLITE_IOERR ->
                StartFaults.missing(
                        "The database %s cannot be written: %s.".formatted(file, e.getMessage()),
                        "See that its disk has room and is whole:  df -h '%s'".formatted(file.getParent()));
            case SQLITE_READONLY, SQLITE_CANTOPEN ->
                StartFaults.missing(
                        "The database %s cannot be opened for writing.".formatted(file),
                        "See that it and its folder belong to you:  ls -la '%s'".formatted(file.getParent()));
            case SQLITE_BUSY ->
                StartFaults.missing(
                        "Another program holds the database %s.".formatted(file), "End it, then try again.");
            default -> StartFaults.missing("The database %s cannot be used: %s.".formatted(file, e.getMessage()));
        };
    }

    private static CommandFailure postgres(String url, SQLException e) {
        String place = PostgresUrl.place(url);
        String state = Optional.ofNullable(e.getSQLState()).orElse("");
        return switch (state) {
            case "28P01", "28000", "08004" ->
                StartFaults.missing(
                        "PostgreSQL at %s does not let Berth in: wrong user or password.".formatted(place),
                        "Correct them in BERTH_DATABASE_URL, or in the server's pg_hba.conf.");
            case "3D000" ->
                StartFaults.missing(
                        "PostgreSQL at %s has no such database.".formatted(place),
                        "Make it, owned by Berth's user:  createdb --owner=USER DATABASE",
                        "Or name another one in BERTH_DATABASE_URL.");
            case "42501" ->
                StartFaults.missing(
                        "Berth's user may not make its tables in PostgreSQL at %s.".formatted(place),
                        "Let it:  GRANT CREATE ON DATABASE name TO user",
                        "Or name another user in BERTH_DATABASE_URL.");
            default ->
                state.startsWith("08") || state.startsWith("57P")
                        ? StartFaults.missing(
                                "PostgreSQL does not answer at %s.".formatted(place),
                                "Start it, or correct BERTH_DATABASE_URL.")
                        : StartFaults.missing(
                                "PostgreSQL at %s cannot be used: %s.".formatted(place, firstLine(e)),
                                "Correct BERTH_DATABASE_URL, or see the database's own log.");
        };
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
