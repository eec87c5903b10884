package dev.berth.bench.journal;

import dev.berth.journal.Bytes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// A table that JDBC batches go to, each a transaction. The driver makes one statement of many rows.
record RawTable(Connection connection) implements RawBatches.Sink {

    static RawTable in(String jdbcUrl) throws SQLException {
        Connection connection = DriverManager.getConnection(jdbcUrl + "&reWriteBatchedInserts=true");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE raw (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body BYTEA)");
        }
        connection.setAutoCommit(false);
        return new RawTable(connection);
    }

    @Override
    public void write(List<Bytes> bodies) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO raw (body) VALUES (?)")) {
            for (Bytes each : bodies) {
                insert.setBytes(1, each.array());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
