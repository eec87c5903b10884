package dev.berth.journal.postgres;

import dev.berth.journal.Entry;
import dev.berth.journal.rows.EntryRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the open entries of dead servers over. One is dead when nobody holds the lock of its epoch; never because time
/// went by. It is ended in the same transaction, so that nothing of it is written afterwards.
final class Takeover {

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    private static final String ADOPT =
            "UPDATE entry SET process = ? WHERE process = ? AND standing < 2 RETURNING " + EntryRow.COLUMNS;
    private static final String MERGE = """
            INSERT INTO load (process, agent, entries, bytes)
            SELECT ?, agent, entries, bytes FROM load WHERE process = ? AND (entries <> 0 OR bytes <> 0)
            ON CONFLICT (process, agent)
            DO UPDATE SET entries = load.entries + excluded.entries, bytes = load.bytes + excluded.bytes""";

    private Takeover() {}

    /// @param epoch of the heir
    /// @return what it inherits, in the order of arrival
    static List<Entry> run(JournalDatabase database, int epoch, Instant now) {
        List<Entry> adopted = new ArrayList<>();
        database.run("take over from dead servers", connection -> {
            for (int each : unended(connection)) {
                if (each != epoch && Session.locked(connection, each)) {
                    try {
                        adopted.addAll(JournalDatabase.inTransaction(connection, it -> adopted(it, each, epoch, now)));
                    } finally {
                        Session.unlock(connection, each);
                    }
                }
            }
            return adopted;
        });
        adopted.sort((one, other) -> one.id().compareTo(other.id()));
        return adopted;
    }

    private static List<Integer> unended(Connection connection) throws SQLException {
        List<Integer> epochs = new ArrayList<>();
        try (Statement ask = connection.createStatement();
                ResultSet rows = ask.executeQuery("SELECT epoch FROM process WHERE ended_at IS NULL ORDER BY epoch")) {
            while (rows.next()) {
                epochs.add(rows.getInt(1));
            }
        }
        return epochs;
    }

    private static List<Entry> adopted(Connection connection, int dead, int heir, Instant now) throws SQLException {
        if (!ended(connection, dead, heir, now)) {
            return List.of();
        }
        List<Entry> adopted = new ArrayList<>();
        try (PreparedStatement adopt = connection.prepareStatement(ADOPT)) {
            adopt.setInt(1, heir);
            adopt.setInt(2, dead);
            try (ResultSet rows = adopt.executeQuery()) {
                while (rows.next()) {
                    adopted.add(EntryRow.read(rows));
                }
            }
        }
        merge(connection, dead, heir);
        LOG.atInfo()
                .addKeyValue("epoch", dead)
                .addKeyValue("entries", adopted.size())
                .log("journal of a dead server was taken over");
        return adopted;
    }

    /// Ends it, unless somebody else just did, or the heir itself was ended.
    private static boolean ended(Connection connection, int dead, int heir, Instant now) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement("""
                UPDATE process SET ended_at = ? WHERE epoch = ? AND ended_at IS NULL
                AND EXISTS (SELECT 1 FROM process WHERE epoch = ? AND ended_at IS NULL)""")) {
            end.setLong(1, now.toEpochMilli());
            end.setInt(2, dead);
            end.setInt(3, heir);
            return end.executeUpdate() == 1;
        }
    }

    private static void merge(Connection connection, int dead, int heir) throws SQLException {
        try (PreparedStatement merge = connection.prepareStatement(MERGE);
                PreparedStatement delete = connection.prepareStatement("DELETE FROM load WHERE process = ?")) {
            merge.setInt(1, heir);
            merge.setInt(2, dead);
            merge.executeUpdate();
            delete.setInt(1, dead);
            delete.executeUpdate();
        }
    }
}
