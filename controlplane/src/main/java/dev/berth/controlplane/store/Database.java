package dev.berth.controlplane.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.berth.controlplane.agents.StoreFailure;
import dev.berth.kit.Inquiry;
import dev.berth.kit.PostgresPatience;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// The control plane's database: opened, migrated, and asked in transactions.
///
/// In PostgreSQL everything lies in the schema `controlplane`. A database that a newer version migrated is refused. One
/// that falls silent fails whoever waits for it after [PostgresPatience#SILENCE].
public final class Database implements AutoCloseable {

    private static final Duration PATIENCE = PostgresPatience.CONNECTING;
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final String SCHEMA = "controlplane";
    private static final int SQLITE_FULL = 13;
    private static final String POSTGRES_DISK_FULL = "53100";

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Inquiry<Boolean> answering;

    /// @param longestAnswer after which it counts as away for who only looks
    private Database(HikariDataSource pool, Duration longestAnswer) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        this.answering = new Inquiry<>(longestAnswer, this::answered);
    }

    /// Opens the embedded database, made when missing. A commit that returned survives a power cut.
    public static Database sqlite(Path file) {
        SQLiteConfig settings = new SQLiteConfig();
        settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
        settings.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        settings.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        settings.setBusyTimeout((int) PATIENCE.toMillis());
        settings.enforceForeignKeys(true);
        SQLiteDataSource source = new SQLiteDataSource(settings);
        source.setUrl("jdbc:sqlite:" + file);
        // SQLite has one writer; one connection saves the writers from waiting in the engine, where the wait is a poll.
        return open(pool(source, 1), "");
    }

    /// Opens a PostgreSQL database, such as `jdbc:postgresql://localhost/berth?user=berth&password=...`.
    ///
    /// @throws StoreFailure when it does not answer or lets this server not in
    public static Database postgres(String jdbcUrl) {
        HikariConfig config = settings(8);
        config.setJdbcUrl(jdbcUrl);
        config.setDataSourceProperties(PostgresPatience.driver(PostgresPatience.SILENCE));
        config.setConnectionInitSql(PostgresPatience.NOTICE_SOON);
        config.setSchema(SCHEMA);
        return open(connected(config), SCHEMA);
    }

    private static HikariDataSource pool(DataSource source, int size) {
        HikariConfig config = settings(size);
        config.setDataSource(source);
        return connected(config);
    }

    private static HikariDataSource connected(HikariConfig config) {
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw new StoreFailure("open", e);
        }
    }

    private static HikariConfig settings(int size) {
        HikariConfig config = new HikariConfig();
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setInitializationFailTimeout(PATIENCE.toMillis());
        config.setPoolName("controlplane");
        return config;
    }

    private static Database open(HikariDataSource pool, String schema) {
        try {
            var flyway = Flyway.configure()
                    .dataSource(pool)
                    .locations("classpath:dev/berth/controlplane/store")
                    .ignoreMigrationPatterns("*:missing")
                    .validateMigrationNaming(true);
            Flyway migrations =
                    (schema.isEmpty() ? flyway : flyway.schemas(schema).defaultSchema(schema)).load();
            refuseNewer(migrations);
            migrations.migrate();
            return new Database(pool, schema.isEmpty() ? PATIENCE : LOOK);
        } catch (FlywayException e) {
            pool.close();
            throw new StoreFailure("take this version's tables: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static void refuseNewer(Flyway migrations) {
        for (var each : migrations.info().all()) {
            if (each.getState().name().startsWith("FUTURE")) {
                throw new StoreFailure(
                        "open: a newer Berth wrote it (tables of version " + each.getVersion()
                                + "). Run that version, or restore a backup made before the upgrade",
                        null);
            }
        }
    }

    /// Runs one transaction.
    ///
    /// @param what names it in a failure: `read an agent`
    /// @throws StoreFailure when the database does not answer; nothing is known about the transaction then
    <T, X extends Exception> T inTransaction(String what, HandleCallback<T, X> work) throws X {
        try {
            return jdbi.inTransaction(work);
        } catch (JdbiException e) {
            throw new StoreFailure(what, e, isAboutRoom(e));
        }
    }

    private static boolean isAboutRoom(Throwable e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && ((sql.getErrorCode() & 0xFF) == SQLITE_FULL || POSTGRES_DISK_FULL.equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /// Whether the database answers: PostgreSQL within two seconds, SQLite as soon as its one writer lets it.
    public boolean answers() {
        return answering.ask().orElse(false);
    }

    private boolean answered() {
        try {
            return jdbi.withHandle(handle ->
                    handle.createQuery("SELECT 1").mapTo(Integer.class).one() == 1);
        } catch (JdbiException _) {
            return false;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
