package dev.berth.journal.postgres;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Stored;
import dev.berth.journal.limits.AgentLoads.Load;
import dev.berth.journal.sealing.JournalKey;
import dev.berth.journal.sealing.MarkedEntry;
import dev.berth.kit.SecretBox;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings all that another journal knows into the database, in one transaction: entries keep their ids, states and
/// keys, and whoever opens the journal next takes over what is open. To be done before that, and again when it is not
/// known whether it was done: nothing comes in twice.
///
/// Blocks for as long as it takes: some thousand entries a second.
public final class MoveIn {

    private static final Logger LOG = LoggerFactory.getLogger(MoveIn.class);

    private final Journal source;
    private final JournalKey key;
    private final Instant now;
    private final Map<AgentId, Load> open = new HashMap<>();
    private long moved;

    private MoveIn(Journal source, JournalKey key, Instant now) {
        this.source = source;
        this.key = key;
        this.now = now;
    }

    /// Where the entries come from.
    ///
    /// @param journal gives their calls and answers
    /// @param entries gives each of them, open or not, that is known
    /// @param sealedKey the key under which idempotency keys were marked, as it is sealed there
    public record From(Journal journal, Consumer<Consumer<MarkedEntry>> entries, String sealedKey) {}

    /// @param name of this server, for people
    /// @return how many were new to the database
    /// @throws JournalFailure when it cannot be done; nothing was then
    public static long into(String jdbcUrl, SecretBox box, String name, From from, Instant now) {
        JournalDatabase database = JournalDatabase.open(jdbcUrl, 2);
        try (Session session = Session.begin(database, name, now)) {
            MoveIn move = new MoveIn(from.journal(), JournalKey.open(from.sealedKey(), box), now);
            return JournalDatabase.inTransaction(session.connection(), it -> move.run(it, from, session.epoch(), box));
        } catch (SQLException e) {
            throw Away.failure("move calls into the journal's database", e);
        } finally {
            database.close();
        }
    }

    /// How many entries a journal in this database knows that it would still have to deliver or to show; 0 when there
    /// is no journal in it.
    public static long known(String jdbcUrl, Instant now) {
        JournalDatabase database = JournalDatabase.unmigrated(jdbcUrl);
        try {
            return database.run(
                    "look whether calls are kept", connection -> isThere(connection) ? count(connection, now) : 0L);
        } finally {
            database.close();
        }
    }

    /// Whether entries under this key can come in: the database has no other one, or nothing under it.
    ///
    /// @param sealedKey see [From]
    public static boolean takesKey(String jdbcUrl, SecretBox box, String sealedKey, Instant now) {
        JournalKey key = JournalKey.open(sealedKey, box);
        JournalDatabase database = JournalDatabase.unmigrated(jdbcUrl);
        try {
            return database.run(
                    "look at the key of kept calls",
                    connection -> !isThere(connection) || count(connection, now) == 0 || isOf(connection, key, box));
        } finally {
            database.close();
        }
    }

    private static boolean isThere(Connection connection) throws SQLException {
        try (Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery("SELECT to_regclass('journal.entry') IS NOT NULL")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static long count(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(
                "SELECT COUNT(*) FROM journal.entry WHERE expires_at IS NULL OR expires_at > ?")) {
            ask.setLong(1, now.toEpochMilli());
            try (ResultSet row = ask.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private long run(Connection connection, From from, int epoch, SecretBox box) throws SQLException {
        takeKey(connection, from.sealedKey(), box);
        MovedRows rows = new MovedRows(connection, key, epoch);
        from.entries().accept(each -> move(rows, each));
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO load (process, agent, entries, bytes) VALUES (?, ?, ?, ?)")) {
            for (Map.Entry<AgentId, Load> each : open.entrySet()) {
                insert.setInt(1, epoch);
                insert.setString(2, each.getKey().value());
                insert.setLong(3, each.getValue().entries());
                insert.setLong(4, each.getValue().bytes());
                insert.executeUpdate();
            }
        }
        LOG.atInfo().addKeyValue("count", moved).log("kept calls were moved into the database");
        return moved;
    }

    /// Idempotency keys that move are marked under their journal's key, so the database takes that one over. It can as
    /// long as it knows nothing under a key of its own.
    private void takeKey(Connection connection, String sealed, SecretBox box) throws SQLException {
        if (isOf(connection, key, box)) {
            return;
        }
        if (count(connection, now) > 0) {
            throw new JournalFailure("the database keeps calls under another key than the log does");
        }
        try (Statement change = connection.createStatement();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO sealing_key (number, sealed) VALUES (?, ?)")) {
            change.executeUpdate("DELETE FROM entry");
            change.executeUpdate("DELETE FROM body");
            change.executeUpdate("DELETE FROM sealing_key");
            insert.setShort(1, Sealed.KEY_NUMBER);
            insert.setString(2, sealed);
            insert.executeUpdate();
        }
    }

    private static boolean isOf(Connection connection, JournalKey key, SecretBox box) throws SQLException {
        return sealedKey(connection)
                .filter(stored -> JournalKey.open(stored, box).isSameAs(key))
                .isPresent();
    }

    private static Optional<String> sealedKey(Connection connection) throws SQLException {
        try (Statement ask = connection.createStatement();
                ResultSet row =
                        ask.executeQuery("SELECT sealed FROM sealing_key WHERE number = " + Sealed.KEY_NUMBER)) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    private void move(MovedRows rows, MarkedEntry each) {
        MovedRows.Found found = new MovedRows.Found(
                each,
                readable(() -> source.call(each.entry().id())),
                readable(() -> source.response(each.entry().id())));
        if (rows.put(found)) {
            moved++;
            if (each.entry().isOpen()) {
                open.merge(each.entry().agent(), new Load(1, each.entry().bytes()), Load::plus);
            }
        }
    }

    /// Reads something of an entry.
    @FunctionalInterface
    private interface Reading<T> {
        Optional<T> read();
    }

    /// What is damaged there is damaged here.
    private static <T extends Stored> MovedRows.Part<T> readable(Reading<T> reading) {
        try {
            return reading.read()
                    .<MovedRows.Part<T>>map(MovedRows.Part.Whole::new)
                    .orElseGet(MovedRows.Part.None::new);
        } catch (JournalFailure e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("damaged record moves as such");
            return new MovedRows.Part.Damaged<>();
        }
    }
}
