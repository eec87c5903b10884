package dev.berth.journal.postgres;

import dev.berth.journal.JournalFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This run of this server in the database: a row with an epoch, and a connection that holds the epoch's advisory lock
/// and writes. While the lock is held nobody takes its entries over. For the writer's thread alone.
final class Session implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /// Tells the journal's advisory locks from others in the same database.
    private static final int LOCKS = 0x62657274;

    private final JournalDatabase database;
    private final int epoch;
    private @Nullable Connection connection;

    private Session(JournalDatabase database, Connection connection, int epoch) {
        this.database = database;
        this.connection = connection;
        this.epoch = epoch;
    }

    /// Begins an epoch. Its row is seen by nobody before its lock is held.
    static Session begin(JournalDatabase database, String name, Instant now) {
        try {
            Connection connection = database.session();
            try {
                int epoch = JournalDatabase.inTransaction(connection, it -> begun(it, name, now));
                return new Session(database, connection, epoch);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw Away.failure("begin in the journal's database", e);
        }
    }

    private static int begun(Connection connection, String name, Instant now) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO process (name, started_at) VALUES (?, ?) RETURNING epoch")) {
            insert.setString(1, name);
            insert.setLong(2, now.toEpochMilli());
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                int epoch = row.getInt(1);
                if (!locked(connection, epoch)) {
                    throw new JournalFailure("somebody holds the lock of epoch " + epoch + " of the journal");
                }
                return epoch;
            }
        }
    }

    /// Whether nobody held it. It is held until [#unlock], or until the connection ends.
    static boolean locked(Connection connection, int epoch) throws SQLException {
        return asked(connection, "SELECT pg_try_advisory_lock(?, ?)", epoch);
    }

    static void unlock(Connection connection, int epoch) throws SQLException {
        asked(connection, "SELECT pg_advisory_unlock(?, ?)", epoch);
    }

    private static boolean asked(Connection connection, String question, int epoch) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(question)) {
            ask.setInt(1, LOCKS);
            ask.setInt(2, epoch);
            try (ResultSet row = ask.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    int epoch() {
        return epoch;
    }

    /// The connection; one that was lost is made anew. Another server may have taken over meanwhile.
    Connection connection() throws SQLException {
        Connection known = connection;
        if (known != null) {
            return known;
        }
        Connection fresh = database.session();
        try {
            if (!locked(fresh, epoch)) {
                throw new SQLTransientConnectionException("the database has not let go of the former connection yet");
            }
            connection = fresh;
            return fresh;
        } catch (SQLException e) {
            fresh.close();
            throw e;
        }
    }

    /// What the database knows of this run.
    ///
    /// @param batch the number of the last one that was committed; -1 when it knows nothing
    /// @param ended whether another server took over: this one may write no more
    record Known(long batch, boolean ended) {}

    Known known(Connection on) throws SQLException {
        try (PreparedStatement ask =
                on.prepareStatement("SELECT batch, ended_at IS NOT NULL FROM process WHERE epoch = ?")) {
            ask.setInt(1, epoch);
            try (ResultSet row = ask.executeQuery()) {
                return row.next() ? new Known(row.getLong(1), row.getBoolean(2)) : new Known(-1, true);
            }
        }
    }

    /// Looks whether this run may still write, in a transaction that the caller commits.
    ///
    /// @param writing also whether the database takes anything: it writes what is there already
    /// @throws JournalFailure when another server took over
    void probe(Connection on, boolean writing) throws SQLException {
        String question = writing
                ? "UPDATE process SET batch = batch WHERE epoch = ? AND ended_at IS NULL RETURNING epoch"
                : "SELECT epoch FROM process WHERE epoch = ? AND ended_at IS NULL";
        try (PreparedStatement ask = on.prepareStatement(question)) {
            ask.setInt(1, epoch);
            try (ResultSet row = ask.executeQuery()) {
                if (!row.next()) {
                    throw takenOver();
                }
            }
        }
    }

    static JournalFailure takenOver() {
        return new JournalFailure("another server took this one's calls over; restart it");
    }

    /// It does not work any more.
    void lost() {
        Connection former = connection;
        connection = null;
        if (former != null) {
            try {
                former.close();
            } catch (SQLException e) {
                LOG.atDebug().addKeyValue("reason", e.getMessage()).log("lost connection did not close");
            }
        }
    }

    /// Lets go of the lock: what this run leaves open is anybody's.
    @Override
    public void close() {
        lost();
    }
}
