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
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the open entries of dead servers over. One is dead when nobody holds the lock of its epoch; never because time
/// went by. It is ended in the same transaction, so that nothing of it is written afterwards.
///
/// What was taken over is given once, also when the answer to a commit was lost: the database knows the heir. For one
/// thread at a time.
final class Takeover {

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    private static final String ADOPT =
            "UPDATE entry SET process = ? WHERE process = ? AND standing < 2 RETURNING " + EntryRow.COLUMNS;
    private static final String MERGE = """
            INSERT INTO load (process, agent, entries, bytes)
            SELECT ?, agent, entries, bytes FROM load WHERE process = ? AND (entries <> 0 OR bytes <> 0)
            ON CONFLICT (process, agent)
            DO UPDATE SET entries = load.entries + excluded.entries, bytes = load.bytes + excluded.bytes""";

    private final JournalDatabase database;
    private final int epoch;
    /// Of dead servers whose taking over was committed, or perhaps was.
    private final Map<Integer, List<Entry>> inDoubt = new TreeMap<>();
    private final List<Entry> inherited = new ArrayList<>();

    /// @param epoch of the heir
    Takeover(JournalDatabase database, int epoch) {
        this.database = database;
        this.epoch = epoch;
    }

    /// @return what it inherits since it was asked last, in the order of arrival
    List<Entry> run(Instant now) {
        database.run("take over from dead servers", connection -> {
            settle(connection);
            for (int each : unended(connection)) {
                if (each != epoch && Session.locked(connection, each)) {
                    try {
                        inherit(connection, each, now);
                    } finally {
                        Session.unlock(connection, each);
                    }
                }
            }
            return true;
        });
        List<Entry> given = new ArrayList<>(inherited);
        inherited.clear();
        given.sort((one, other) -> one.id().compareTo(other.id()));
        return given;
    }

    private void inherit(Connection connection, int dead, Instant now) throws SQLException {
        JournalDatabase.inTransaction(connection, it -> {
            inDoubt.put(dead, adopted(it, dead, now));
            return true;
        });
        inherited.addAll(inDoubt.remove(dead));
    }

    /// Learns what became of commits whose answers were lost.
    private void settle(Connection connection) throws SQLException {
        for (int dead : List.copyOf(inDoubt.keySet())) {
            boolean mine = heir(connection, dead) == epoch;
            List<Entry> theirs = inDoubt.remove(dead);
            if (mine) {
                inherited.addAll(theirs);
            }
        }
    }

    private static int heir(Connection connection, int dead) throws SQLException {
        try (PreparedStatement ask =
                connection.prepareStatement("SELECT COALESCE(heir, -1) FROM process WHERE epoch = ?")) {
            ask.setInt(1, dead);
            try (ResultSet row = ask.executeQuery()) {
                return row.next() ? row.getInt(1) : -1;
            }
        }
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

    private List<Entry> adopted(Connection connection, int dead, Instant now) throws SQLException {
        if (!ended(connection, dead, now)) {
            return List.of();
        }
        List<Entry> adopted = new ArrayList<>();
        try (PreparedStatement adopt = connection.prepareStatement(ADOPT)) {
            adopt.setInt(1, epoch);
            adopt.setInt(2, dead);
            try (ResultSet rows = adopt.executeQuery()) {
                while (rows.next()) {
                    adopted.add(EntryRow.read(rows));
                }
            }
        }
        merge(connection, dead);
        LOG.atInfo()
                .addKeyValue("epoch", dead)
                .addKeyValue("entries", adopted.size())
                .log("journal of a dead server was taken over");
        return adopted;
    }

    /// Ends it, unless somebody else just did, or the heir itself was ended.
    private boolean ended(Connection connection, int dead, Instant now) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement("""
                UPDATE process SET ended_at = ?, heir = ? WHERE epoch = ? AND ended_at IS NULL
                AND EXISTS (SELECT 1 FROM process WHERE epoch = ? AND ended_at IS NULL)""")) {
            end.setLong(1, now.toEpochMilli());
            end.setInt(2, epoch);
            end.setInt(3, dead);
            end.setInt(4, epoch);
            return end.executeUpdate() == 1;
        }
    }

    private void merge(Connection connection, int dead) throws SQLException {
        try (PreparedStatement merge = connection.prepareStatement(MERGE);
                PreparedStatement delete = connection.prepareStatement("DELETE FROM load WHERE process = ?")) {
            merge.setInt(1, epoch);
            merge.setInt(2, dead);
            merge.executeUpdate();
            delete.setInt(1, dead);
            delete.executeUpdate();
        }
    }
}
