package dev.berth.e2e.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;

/// A database of a scenario's own in the PostgreSQL that `BERTH_TEST_POSTGRES` names; closing it drops it.
public final class ScratchDatabase implements AutoCloseable {

    private final String server;
    private final String name =
            "berth_e2e_" + Integer.toHexString(ThreadLocalRandom.current().nextInt());

    public ScratchDatabase() {
        String url = System.getenv("BERTH_TEST_POSTGRES");
        if (url == null) {
            throw new AssertionError("BERTH_TEST_POSTGRES names no server; ./dev e2e starts one");
        }
        server = url;
        execute(server, "CREATE DATABASE " + name);
    }

    public String url() {
        return server.replaceFirst("(jdbc:postgresql://[^/]+/)[^?]*", "$1" + name);
    }

    public void run(String statement) {
        execute(url(), statement);
    }

    private static void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        execute(server, "DROP DATABASE " + name + " WITH (FORCE)");
    }
}
