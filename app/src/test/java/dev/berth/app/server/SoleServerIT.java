package dev.berth.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Eventually;
import dev.berth.testkit.ScratchPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which of two servers may have a database.
class SoleServerIT {

    private static final String LOCK = "7090199032657555505";
    private static final String HOLDER =
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
                    + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private final ScratchPostgres scratch = ScratchPostgres.create();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @AfterEach
    void drop() {
        scratch.close();
    }

    private static boolean is(Connection connection, String question) {
        try (Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery(question)) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private Connection connected() throws SQLException {
        return DriverManager.getConnection(scratch.url());
    }

    @Test
    void endsAtOnceWhenAnotherServerHasTheDatabase() throws Exception {
        try (SoleServer server = SoleServer.on(scratch.url(), new Steps(new PrintStream(told, true, UTF_8)));
                Connection other = connected();
                Connection operator = connected();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> waiting = threads.submit(() -> is(other, "SELECT pg_advisory_lock(%s) IS NULL".formatted(LOCK)));
            Eventually.holds(
                    "the other waits for it",
                    () -> is(
                            operator, "SELECT COUNT(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"));

            is(operator, "SELECT pg_terminate_backend((%s)) ".formatted(HOLDER));

            waiting.get(60, TimeUnit.SECONDS);
            server.taken().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void takesItsLockAgainWhenNobodyElseDoes() throws Exception {
        try (SoleServer server = SoleServer.on(scratch.url(), new Steps(new PrintStream(told, true, UTF_8)));
                Connection operator = connected()) {
            scratch.run("CREATE TABLE former AS " + HOLDER);
            is(operator, "SELECT pg_terminate_backend(pid) FROM former");

            Eventually.holds(
                    "it is held again",
                    () -> is(operator, "SELECT EXISTS (%s AND pid NOT IN (SELECT pid FROM former))".formatted(HOLDER)));

            assertThat(server.taken()).isNotDone();
        }
    }

    @Test
    void leavesADatabaseThatWasJustStartedToTheServerThatHadIt() throws Exception {
        scratch.run("""
                CREATE SCHEMA controlplane;
                CREATE FUNCTION public.pg_postmaster_start_time() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'""");
        scratch.run("ALTER DATABASE %s SET search_path = public, pg_catalog"
                .formatted(scratch.url().replaceFirst(".*/([^?]*).*", "$1")));
        try (Connection former = connected();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            PrintStream steps = new PrintStream(told, true, UTF_8) {
                @Override
                public void flush() {
                    super.flush();
                    if (told.toString(UTF_8).contains("leaving")
                            && !told.toString(UTF_8).contains("waiting")) {
                        is(former, "SELECT pg_try_advisory_lock(%s)".formatted(LOCK));
                    }
                }
            };

            Future<SoleServer> heir = threads.submit(() -> SoleServer.on(scratch.url(), new Steps(steps)));

            Eventually.holds("it waits", () -> told.toString(UTF_8).contains("waiting for another server"));
            is(former, "SELECT pg_advisory_unlock_all() IS NULL");
            heir.get(60, TimeUnit.SECONDS).close();
        }
    }
}
