package dev.berth.journal.callbacks;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.EntryId;
import dev.berth.journal.callbacks.CallbackState.Delivered;
import dev.berth.journal.callbacks.CallbackState.Due;
import dev.berth.journal.callbacks.CallbackState.GivenUp;
import dev.berth.journal.callbacks.CallbackState.Waiting;
import dev.berth.kit.SecretBox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The outbox's table, and callbacks as its rows.
final class CallbackRows {

    static final int VERSION = 1;

    private static final String DAMAGED = "XX001"; // as PostgreSQL says it of a row

    /// The numbers of `standing` are on disks: 0 waiting, 1 due, 2 delivered, 3 given up.
    static final List<String> TABLES = List.of(
            """
            CREATE TABLE callback (
                sequence INTEGER NOT NULL, nonce INTEGER NOT NULL, agent TEXT NOT NULL,
                url TEXT NOT NULL, destination TEXT NOT NULL,
                standing INTEGER NOT NULL, attempts INTEGER NOT NULL,
                at INTEGER, since INTEGER, reason TEXT, expires_at INTEGER,
                PRIMARY KEY (sequence, nonce))
            """,
            "CREATE INDEX callback_waiting ON callback (sequence, nonce) WHERE standing = 0",
            "CREATE INDEX callback_due ON callback (at) WHERE standing = 1",
            "CREATE INDEX callback_done ON callback (expires_at) WHERE standing > 1",
            "PRAGMA user_version = " + VERSION);

    static final String SELECT =
            "SELECT sequence, nonce, agent, url, destination, standing, attempts, at, since, reason FROM callback ";

    private static final String COLUMNS =
            "sequence, nonce, agent, url, destination, standing, attempts, at, since, reason, expires_at";

    /// Rows as they are, page by page.
    static final String ALL =
            "SELECT " + COLUMNS + " FROM callback WHERE (sequence, nonce) > (?, ?) ORDER BY sequence, nonce LIMIT 500";

    /// A row as [#raw] gave it.
    static final String ADD =
            "INSERT INTO callback (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

    private CallbackRows() {}

    static List<@Nullable Object> raw(ResultSet row) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(
                List.of(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4), row.getString(5)));
        values.add(row.getInt(6));
        values.add(row.getInt(7));
        values.add(number(row, 8));
        values.add(number(row, 9));
        values.add(row.getString(10));
        values.add(number(row, 11));
        return values;
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : number;
    }

    static Callback read(ResultSet row, SecretBox box) throws SQLException {
        return new Callback(
                new EntryId(row.getLong(1), row.getLong(2)),
                new AgentId(row.getString(3)),
                box.open(row.getString(4)),
                row.getString(5),
                state(row));
    }

    private static CallbackState state(ResultSet row) throws SQLException {
        int attempts = row.getInt(7);
        Instant at = Instant.ofEpochMilli(row.getLong(8));
        Optional<String> reason = Optional.ofNullable(row.getString(10));
        return switch (row.getInt(6)) {
            case 0 -> new Waiting();
            case 1 -> new Due(attempts, at, Instant.ofEpochMilli(row.getLong(9)), reason);
            case 2 -> new Delivered(attempts, at);
            case 3 -> new GivenUp(attempts, reason.orElse(""), at);
            default -> throw new SQLException("a callback stands in no way that is known: " + row.getInt(6), DAMAGED);
        };
    }
}
