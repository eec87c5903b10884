package dev.berth.journal.log;

import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.EntryQuery.Standing;
import dev.berth.journal.EntryState;
import dev.berth.journal.rows.EntryRow;
import dev.berth.journal.sealing.KeyMark;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Entries as rows of the index.
final class EntryRows {

    private static final String COLUMNS = EntryRow.COLUMNS + """
            , key, fingerprint, \
            call_segment, call_offset, call_length, call_spool, \
            answer_segment, answer_offset, answer_length, answer_spool""";

    static final String PUT = "INSERT OR REPLACE INTO entry (" + COLUMNS + ") VALUES (?" + ", ?".repeat(26) + ")";

    static final String SELECT = "SELECT " + COLUMNS + " FROM entry ";

    private EntryRows() {}

    /// States stand in the text, not as parameters: the engine picks an index by them.
    static String list(EntryQuery query) {
        String states = query.states().stream()
                .map(state -> Integer.toString(state.code()))
                .sorted()
                .collect(Collectors.joining(","));
        String wanted = switch (states) {
            case "" -> "";
            case "3" -> "AND standing = 3 ";
            case "0", "1", "0,1" -> "AND standing < 2 AND standing IN (" + states + ") ";
            default -> "AND standing IN (" + states + ") ";
        };
        return SELECT + "WHERE agent = ? AND sequence < ? " + wanted
                + "AND (expires_at IS NULL OR expires_at > ?) ORDER BY sequence DESC LIMIT ?";
    }

    static void bind(PreparedStatement row, Tracked tracked) throws SQLException {
        Entry entry = tracked.entry();
        row.setLong(1, entry.id().sequence());
        row.setLong(2, entry.id().nonce());
        row.setString(3, entry.agent().value());
        state(row, entry.state());
        row.setLong(11, entry.acceptedAt().toEpochMilli());
        row.setLong(12, entry.deadline().toEpochMilli());
        row.setLong(13, entry.retention().toMillis());
        number(row, 14, entry.expiresAt().map(Instant::toEpochMilli).orElse(null));
        row.setLong(15, entry.bytes());
        EntryId replayOf = entry.replayOf();
        number(row, 16, replayOf == null ? null : replayOf.sequence());
        number(row, 17, replayOf == null ? null : replayOf.nonce());
        KeyMark key = tracked.key();
        row.setString(18, key == null ? null : key.key());
        row.setString(19, key == null ? null : key.fingerprint());
        location(row, 20, tracked.call());
        row.setString(23, tracked.callSpool());
        location(row, 24, tracked.answer());
        row.setString(27, tracked.answerSpool());
    }

    private static void state(PreparedStatement row, EntryState state) throws SQLException {
        row.setInt(4, Standing.of(state).code());
        row.setInt(5, state.attempts());
        for (int column = 6; column <= 10; column++) {
            row.setNull(column, Types.NULL);
        }
        switch (state) {
            case EntryState.Accepted _ -> {}
            case EntryState.Delivering delivering -> {
                row.setLong(6, delivering.instance().generation());
                row.setLong(10, delivering.since().toEpochMilli());
            }
            case EntryState.Completed completed -> {
                row.setInt(7, completed.status());
                row.setLong(10, completed.at().toEpochMilli());
            }
            case EntryState.Abandoned abandoned -> {
                row.setString(8, abandoned.reason().name());
                row.setString(9, abandoned.detail());
                row.setLong(10, abandoned.at().toEpochMilli());
            }
        }
    }

    private static void location(PreparedStatement row, int from, @Nullable Location location) throws SQLException {
        number(row, from, location == null ? null : location.segment());
        number(row, from + 1, location == null ? null : location.offset());
        number(row, from + 2, location == null ? null : (long) location.length());
    }

    private static void number(PreparedStatement row, int column, @Nullable Long value) throws SQLException {
        if (value == null) {
            row.setNull(column, Types.INTEGER);
        } else {
            row.setLong(column, value);
        }
    }

    static Tracked read(ResultSet row) throws SQLException {
        String key = row.getString(18);
        return new Tracked(
                EntryRow.read(row),
                key == null ? null : new KeyMark(key, row.getString(19)),
                location(row, 20),
                location(row, 24),
                row.getString(23),
                row.getString(27));
    }

    private static @Nullable Location location(ResultSet row, int from) throws SQLException {
        long segment = row.getLong(from);
        return segment == 0 ? null : new Location(segment, row.getLong(from + 1), row.getInt(from + 2));
    }
}
