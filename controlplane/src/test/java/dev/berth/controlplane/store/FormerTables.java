package dev.berth.controlplane.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;

/// A database as an earlier version left it: two agents in tables of version 2, the first with two instances.
final class FormerTables {

    private static final String AGENT = """
            INSERT INTO %sagent (id, slug, version, name, description, type, labels, config, kind, owner, start_policy,
                               open, wish, latest, restarts, created_at, updated_at)
            VALUES ('%032x', '%s', 1, 'n', '', '', '{}', '{}', 'SERVICE', 'admin', '%s', %d,
                    '{"goal":"STOP","depth":"STOP","cause":"PERSON","reason":"r","fence":0,
                      "removal":{"wanted":false,"volumes":false,"force":false},"since":"2026-03-01T12:00:00Z"}',
                    1, 0, 1, 1)
            """;
    private static final String REVISION = """
            INSERT INTO %srevision (agent, number, spec, secrets, created_at) VALUES ('%032x', 1, '%s', '', 1)
            """;

    private static final String INSTANCE = """
            INSERT INTO %sinstance (agent, generation, revision, host, goal, depth, state, attempt, placed_at, ready_at)
            VALUES ('%032x', %d, 1, 'local', 'RUN', 'STOP', '{"is":"placed","doing":"x"}', 0, 1, NULL)
            """;

    private FormerTables() {}

    /// @param schema where the tables lie; empty for the only one
    static void make(String url, String schema, String spec) throws SQLException {
        var flyway = Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:dev/berth/controlplane/store")
                .target("2");
        (schema.isEmpty() ? flyway : flyway.schemas(schema).defaultSchema(schema))
                .load()
                .migrate();
        String prefix = schema.isEmpty() ? "" : schema + ".";
        try (Connection connection = DriverManager.getConnection(url);
                Statement sql = connection.createStatement()) {
            sql.execute(AGENT.formatted(prefix, 1, "public-one", "MANUAL", 1));
            sql.execute(AGENT.formatted(prefix, 2, "closed-one", "ON_DEPLOY", 0));
            sql.execute(REVISION.formatted(prefix, 1, spec));
            sql.execute(REVISION.formatted(prefix, 2, spec));
            sql.execute(INSTANCE.formatted(prefix, 1, 2));
            sql.execute(INSTANCE.formatted(prefix, 1, 3));
        }
    }
}
