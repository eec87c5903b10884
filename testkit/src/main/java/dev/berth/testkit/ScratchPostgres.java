package dev.berth.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/// A database of its own on the PostgreSQL server that `BERTH_TEST_POSTGRES` names (a JDBC URL); dropped at the end.
///
/// `./dev it` starts such a server.
public final class ScratchPostgres implements AutoCloseable {

    private static final String VARIABLE = "BERTH_TEST_POSTGRES";

    private final String serverUrl;
    private final String name;

    private ScratchPostgres(String serverUrl, String name) {
        this.serverUrl = serverUrl;
        this.name = name;
    }

    public static ScratchPostgres create() {
        String url = System.getenv(VARIABLE);
        if (url == null) {
            throw new IllegalStateException(VARIABLE + " must name a PostgreSQL server; run ./dev it");
        }
        String name = "berth_test_" + UUID.randomUUID().toString().replace("-", "");
        run(url, "CREATE DATABASE " + name);
        return new ScratchPostgres(url, name);
    }

    public String url() {
        return serverUrl.replaceFirst("(jdbc:postgresql://[^/]+/)[^?]*", "$1" + name);
    }

    /// Runs a statement in it.
    public void run(String statement) {
        run(url(), statement);
    }

    private static void run(String url, String statement) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("the test's PostgreSQL refused: " + statement, e);
        }
    }

    @Override
    public void close() {
        run(serverUrl, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
}
