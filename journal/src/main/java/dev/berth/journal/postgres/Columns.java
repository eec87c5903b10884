package dev.berth.journal.postgres;

import dev.berth.journal.Bytes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Puts a list of things into a statement column by column, each an array, for `unnest`.
final class Columns<T> {

    private final Connection connection;
    private final PreparedStatement statement;
    private final List<T> rows;
    private int at;

    /// @param first place of the first array
    Columns(Connection connection, PreparedStatement statement, List<T> rows, int first) {
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
        this.at = first;
    }

    Columns<T> numbers(Function<T, @Nullable Long> column) throws SQLException {
        return put("bigint", rows.stream().map(column).toArray(Long[]::new));
    }

    Columns<T> texts(Function<T, @Nullable String> column) throws SQLException {
        return put("text", rows.stream().map(column).toArray(String[]::new));
    }

    Columns<T> flags(Function<T, Boolean> column) throws SQLException {
        return put("boolean", rows.stream().map(column).toArray(Boolean[]::new));
    }

    Columns<T> bytes(Function<T, Bytes> column) throws SQLException {
        return put(
                "bytea", rows.stream().map(each -> column.apply(each).array()).toArray(byte[][]::new));
    }

    private Columns<T> put(String type, @Nullable Object[] values) throws SQLException {
        statement.setArray(at++, connection.createArrayOf(type, values));
        return this;
    }
}
