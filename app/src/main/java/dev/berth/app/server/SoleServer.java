package dev.berth.app.server;

import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.controlplane.agents.StoreFailure;
import dev.berth.kit.PostgresPatience;
import dev.berth.kit.ReconcileLoop;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a second server away from a PostgreSQL database: two would each start the agents on its own host.
///
/// The server holds an advisory lock for as long as it lives, on a connection of its own. A lock that was lost with its
/// connection is taken again; when another server has it by then, this one has to end at once. What its own former
/// connection still holds, it waits for.
final class SoleServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SoleServer.class);

    /// Tells this lock from others in the same database.
    private static final long LOCK = 0x62657274685f3031L;

    /// What a server that is just ending, or whose machine died, needs at most to be gone.
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final Duration AGAIN = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /// For the server that lost its lock because PostgreSQL was started again: it looks every [#LOOK].
    private static final Duration HEAD_START = Duration.ofSeconds(6);

    private static final String HOLDER = """
            SELECT a.pid, COALESCE(a.application_name, '') FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND (l.classid::bigint << 32 | l.objid::bigint) = ?""";

    /// Whether PostgreSQL was started just now, and a server of before may be about to take its lock again.
    private static final String JUST_STARTED = """
            SELECT clock_timestamp() - pg_postmaster_start_time() < interval '30 seconds'
                AND to_regnamespace('controlplane') IS NOT NULL""";

    private final String jdbcUrl;
    private final String place;
    private final CompletableFuture<Void> taken = new CompletableFuture<>();
    private final ReconcileLoop loop = new ReconcileLoop("sole server", LOOK, this::look);
    private @Nullable Connection connection; // of the loop's thread once it runs, as are the two below
    private final Set<Integer> own =
            new HashSet<>(); // processes of the database that may hold the lock for this server
    private long lostAt;

    private SoleServer(String url) {
        this.jdbcUrl = PostgresUrl.jdbc(url);
        this.place = PostgresUrl.place(url);
    }

    /// Takes the database, and waits a while for a server that is ending.
    ///
    /// @throws CommandFailure when another server works on it
    /// @throws StoreFailure when the database cannot be used
    static SoleServer on(String url, Steps steps) throws InterruptedException {
        SoleServer server = new SoleServer(url);
        try {
            server.take(steps);
        } catch (SQLException e) {
            throw new StoreFailure("open", e);
        }
        server.loop.start();
        return server;
    }

    /// Completes when another server has taken the database over.
    CompletableFuture<Void> taken() {
        return taken;
    }

    private void take(Steps steps) throws SQLException, InterruptedException {
        Connection fresh = connected();
        boolean mine = false;
        try {
            if (isTrue(fresh, JUST_STARTED)) {
                steps.tell("database", "leaving " + place + " to a server that may have it, for a moment");
                TimeUnit.MILLISECONDS.sleep(HEAD_START.toMillis());
            }
            long end = System.nanoTime() + PATIENCE.toNanos();
            mine = locked(fresh);
            if (!mine) {
                steps.tell("database", "waiting for another server to let go of " + place);
            }
            while (!mine) {
                if (System.nanoTime() >= end) {
                    throw inUse(holder(fresh));
                }
                TimeUnit.MILLISECONDS.sleep(AGAIN.toMillis());
                mine = locked(fresh);
            }
            connection = fresh;
        } finally {
            if (!mine) {
                fresh.close();
            }
        }
    }

    private CommandFailure inUse(Optional<Holder> holder) {
        return new CommandFailure(
                ExitCode.MISSING,
                "Another Berth server works on PostgreSQL at %s%s."
                        .formatted(place, holder.map(who -> ": " + who.name()).orElse("")),
                List.of(
                        "One database serves one server. End the other one: berth down, where it runs.",
                        "Or give this one a database of its own in BERTH_DATABASE_URL."));
    }

    private Connection connected() throws SQLException {
        Properties properties = PostgresPatience.driver(ANSWER);
        properties.setProperty("ApplicationName", "berth on " + OwnName.text());
        Connection fresh = DriverManager.getConnection(jdbcUrl, properties);
        try (Statement settings = fresh.createStatement()) {
            settings.execute(PostgresPatience.NOTICE_SOON);
            return fresh;
        } catch (SQLException e) {
            fresh.close();
            throw e;
        }
    }

    /// The answer may be lost although the lock was given, so that whoever asks is noted as a holder before.
    private boolean locked(Connection connection) throws SQLException {
        int process = process(connection);
        own.add(process);
        try (PreparedStatement ask = connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
            ask.setLong(1, LOCK);
            try (ResultSet row = ask.executeQuery()) {
                boolean given = row.next() && row.getBoolean(1);
                if (given) {
                    own.clear();
                    own.add(process);
                } else {
                    own.remove(process);
                }
                return given;
            }
        }
    }

    private static int process(Connection connection) throws SQLException {
        try (Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static boolean isTrue(Connection connection, String question) throws SQLException {
        try (Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery(question)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /// Who has the lock.
    ///
    /// @param process of the database
    private record Holder(int process, String name) {}

    private static Optional<Holder> holder(Connection connection) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(HOLDER)) {
            ask.setLong(1, LOCK);
            try (ResultSet row = ask.executeQuery()) {
                return row.next() ? Optional.of(new Holder(row.getInt(1), row.getString(2))) : Optional.empty();
            }
        }
    }

    private Duration look() {
        try {
            Connection known = connection;
            if (known == null) {
                takeAgain();
            } else {
                alive(known);
            }
        } catch (SQLException e) {
            lost(e);
        }
        return LOOK;
    }

    private static void alive(Connection connection) throws SQLException {
        try (Statement ask = connection.createStatement()) {
            ask.execute("SELECT 1");
        }
    }

    private void takeAgain() throws SQLException {
        Connection fresh = connected();
        boolean mine = false;
        try {
            mine = locked(fresh);
            if (mine) {
                connection = fresh;
                LOG.atInfo().log("lock of the database was taken again");
                return;
            }
            Optional<Holder> holder = holder(fresh);
            if (holder.isPresent() && isTaken(holder.get()) && taken.complete(null)) {
                LOG.atError()
                        .addKeyValue("host", holder.get().name())
                        .log("another server took the database over; this one ends");
            }
        } finally {
            if (!mine) {
                close(fresh);
            }
        }
    }

    private boolean isTaken(Holder holder) {
        return !own.contains(holder.process()) || System.nanoTime() - lostAt > PATIENCE.toNanos();
    }

    private void lost(SQLException cause) {
        Connection former = connection;
        connection = null;
        lostAt = System.nanoTime();
        if (former != null) {
            LOG.atWarn().addKeyValue("reason", cause.getMessage()).log("lock of the database was lost");
            close(former);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("lost connection did not close");
        }
    }

    @Override
    public void close() {
        loop.close();
        Connection known = connection;
        if (known != null) {
            close(known);
        }
    }
}
