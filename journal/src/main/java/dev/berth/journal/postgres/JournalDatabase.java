package dev.berth.journal.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.callbacks.CallbackTables.Work;
import dev.berth.kit.PostgresPatience;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.postgresql.ds.PGSimpleDataSource;

/// The journal's schema in a PostgreSQL database: migrated when opened, and read through a pool. One that a newer
/// version migrated is refused.
final class JournalDatabase implements AutoCloseable {

    private static final String SCHEMA = "journal";
    private static final Duration PATIENCE = PostgresPatience.CONNECTING;

    /// What was committed is on the disk, whatever is usual in this database; stricter ways are left as they are.
    private static final String DURABLE = """
            SELECT set_config('synchronous_commit',
                CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END,
                false)""";

    private final PGSimpleDataSource source;
    private final HikariDataSource pool;

    private JournalDatabase(PGSimpleDataSource source, HikariDataSource pool) {
        this.source = source;
        this.pool = pool;
    }

    /// @param jdbcUrl such as `jdbc:postgresql://localhost/berth?user=berth&password=...`
    /// @throws JournalFailure when it does not answer, lets this server not in, or a newer version wrote it
    static JournalDatabase open(String jdbcUrl, int readers) {
        JournalDatabase database = connected(jdbcUrl, readers);
        try {
            migrate(database.pool);
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// For a look from outside: nothing is changed, and the tables may be missing.
    static JournalDatabase unmigrated(String jdbcUrl) {
        return connected(jdbcUrl, 1);
    }

    private static JournalDatabase connected(String jdbcUrl, int readers) {
        PGSimpleDataSource source = source(jdbcUrl);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(readers);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setInitializationFailTimeout(PATIENCE.toMillis());
        config.setPoolName("journal");
        config.setConnectionInitSql(PostgresPatience.NOTICE_SOON + "; " + DURABLE);
        try {
            return new JournalDatabase(source, new HikariDataSource(config));
        } catch (PoolInitializationException e) {
            throw JournalFailure.away("open the journal's database: " + e.getMessage(), e);
        }
    }

    private static PGSimpleDataSource source(String jdbcUrl) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl);
        source.setCurrentSchema(SCHEMA);
        try {
            Properties patience = PostgresPatience.driver(PostgresPatience.SILENCE);
            for (String each : patience.stringPropertyNames()) {
                source.setProperty(each, patience.getProperty(each));
            }
            return source;
        } catch (SQLException e) {
            throw new IllegalStateException("the driver knows these settings", e);
        }
    }

    private static void migrate(HikariDataSource pool) {
        Flyway migrations = Flyway.configure()
                .dataSource(pool)
                .locations("classpath:dev/berth/journal/postgres")
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .ignoreMigrationPatterns("*:missing")
                .validateMigrationNaming(true)
                .load();
        try {
            for (MigrationInfo each : migrations.info().all()) {
                if (each.getState().name().startsWith("FUTURE")) {
                    throw new JournalFailure(
                            "a newer Berth wrote this journal (tables of version %s). Run that version, or restore a backup made before the upgrade"
                                    .formatted(each.getVersion()));
                }
            }
            migrations.migrate();
        } catch (FlywayException e) {
            throw new JournalFailure("make the journal's tables: " + e.getMessage(), e);
        }
    }

    /// A connection of its own, for whoever keeps a session. The database notices within half a minute that its other
    /// end is gone, also when a machine or a network died without a word.
    Connection session() throws SQLException {
        Connection connection = source.getConnection();
        try (Statement settings = connection.createStatement()) {
            settings.execute(PostgresPatience.NOTICE_SOON);
            settings.execute(DURABLE);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// Runs on a connection of the pool; each statement is a transaction.
    ///
    /// @param what names it in a failure: `read an entry`
    <T> T run(String what, Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw Away.failure("journal's database: " + what, e);
        }
    }

    /// Runs one transaction on a connection of the pool.
    <T> T transaction(String what, Work<T> work) {
        return run(what, connection -> inTransaction(connection, work));
    }

    static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            rollBack(connection, e);
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void rollBack(Connection connection, Exception failure) {
        try {
            connection.rollback();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
