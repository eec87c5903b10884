package dev.berth.e2e.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// A database of a scenario's own in the PostgreSQL that `BERTH_TEST_POSTGRES` names; closing it drops it.
public final class ScratchDatabase implements AutoCloseable {

    private final String server;
    private final List<String> users = new ArrayList<>();
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

    /// The address of another database, or of this one for another user.
    public String url(String database, String user, String password) {
        return server.replaceFirst(
                "(jdbc:postgresql://[^/]+/).*", "$1" + database + "?user=" + user + "&password=" + password);
    }

    /// Its name at the server.
    public String name() {
        return name;
    }

    /// Makes a user who may connect and nothing else; he goes with the database.
    public String user(String password) {
        String user = name + "_user";
        execute(server, "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(user, password));
        users.add(user);
        return user;
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
        users.forEach(user -> execute(server, "DROP ROLE " + user));
    }
}
