package dev.berth.journal.postgres;

import dev.berth.journal.Journal;
import dev.berth.journal.JournalUnderTest;
import dev.berth.kit.SecretBox;
import dev.berth.testkit.ScratchPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;

/// The journal in a database of a test's own.
record PostgresUnderTest(ScratchPostgres database, Path folder) implements JournalUnderTest {

    static final PostgresSettings SETTINGS = settings(Duration.ofMinutes(1));

    /// @param silence see [PostgresSettings]
    static PostgresSettings settings(Duration silence) {
        return new PostgresSettings(
                64, 64 << 20, silence, Duration.ofMillis(20), Duration.ofHours(1), Duration.ofHours(1), 50, 4);
    }

    @Override
    public Journal open(InstantSource clock) {
        return server("here", clock);
    }

    /// One of the servers that share it.
    PostgresJournal server(String name, InstantSource clock) {
        return PostgresJournal.open(database.url(), box(), name, SETTINGS, clock);
    }

    SecretBox box() {
        try {
            return SecretBox.withKeyFile(folder.resolve("secret.key"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void catchUp(Journal journal) {}

    @Override
    public long keptBodies(Journal journal) {
        return number("SELECT COUNT(*) FROM journal.body");
    }

    long number(String question) {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery(question)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /// Cuts the connections on which servers write, as a network or a database that restarts does.
    void cutSessions() {
        number("""
                SELECT COUNT(pg_terminate_backend(pid)) FROM pg_locks
                WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""");
    }
}
