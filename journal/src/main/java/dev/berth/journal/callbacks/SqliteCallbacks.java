package dev.berth.journal.callbacks;

import dev.berth.journal.JournalFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Callbacks in an SQLite file, over one connection.
final class SqliteCallbacks implements CallbackTables {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock(); // guards the connection

    private SqliteCallbacks(Connection connection) {
        this.connection = connection;
    }

    static SqliteCallbacks open(Path file) {
        SQLiteConfig settings = new SQLiteConfig();
        settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
        settings.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        settings.setBusyTimeout((int) PATIENCE.toMillis());
        SQLiteDataSource source = new SQLiteDataSource(settings);
        source.setUrl("jdbc:sqlite:" + file);
        try {
            Connection connection = source.getConnection();
            try (Statement statement = connection.createStatement()) {
                prepare(statement, file);
                return new SqliteCallbacks(connection);
            } catch (SQLException | JournalFailure e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new JournalFailure("open the callbacks in " + file, e);
        }
    }

    private static void prepare(Statement statement, Path file) throws SQLException {
        long version = version(statement);
        if (version > CallbackRows.VERSION) {
            throw new JournalFailure("a newer Berth wrote " + file + ". Run that version, or restore a backup");
        }
        if (version == 0) {
            statement.execute("BEGIN IMMEDIATE");
            for (String table : CallbackRows.TABLES) {
                statement.execute(table);
            }
            statement.execute("COMMIT");
        }
    }

    private static long version(Statement statement) throws SQLException {
        try (ResultSet answer = statement.executeQuery("PRAGMA user_version")) {
            return answer.getLong(1);
        }
    }

    @Override
    public <T> T run(String what, Work<T> work) {
        lock.lock();
        try {
            return work.on(connection);
        } catch (SQLException e) {
            throw new JournalFailure(what, e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new JournalFailure("close the callbacks", e);
        } finally {
            lock.unlock();
        }
    }
}
