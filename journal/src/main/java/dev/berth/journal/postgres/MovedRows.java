package dev.berth.journal.postgres;

import dev.berth.journal.Bytes;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery.Standing;
import dev.berth.journal.EntryState;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Stored;
import dev.berth.journal.sealing.FileCipher;
import dev.berth.journal.sealing.JournalKey;
import dev.berth.journal.sealing.KeyMark;
import dev.berth.journal.sealing.MarkedEntry;
import dev.berth.journal.sealing.PieceWriter;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Entries of another journal as rows of this one, sealed anew.
final class MovedRows {

    private static final Logger LOG = LoggerFactory.getLogger(MovedRows.class);

    private static final int INLINE = 64 << 10;
    private static final Bytes DAMAGED = Bytes.of(new byte[] {0});
    private static final HexFormat HEX = HexFormat.of();

    private static final String INSERT = """
            INSERT INTO entry (process, sequence, nonce, agent, standing, attempts, generation, status, reason, detail,
                state_at, accepted_at, deadline, retention, expires_at, bytes, replay_sequence, replay_nonce, key,
                fingerprint, call, call_body, call_length, answer, answer_body, answer_length, answer_kept)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (sequence, nonce) DO NOTHING""";

    private final Connection connection;
    private final JournalKey key;
    private final Sealed sealed;
    private final int epoch;

    MovedRows(Connection connection, JournalKey key, int epoch) {
        this.connection = connection;
        this.key = key;
        this.sealed = new Sealed(key);
        this.epoch = epoch;
    }

    /// What was found of a call or an answer.
    sealed interface Part<T extends Stored> {

        record Whole<T extends Stored>(T stored) implements Part<T> {}

        /// It was there, and cannot be read any more.
        record Damaged<T extends Stored>() implements Part<T> {}

        record None<T extends Stored>() implements Part<T> {}
    }

    /// An entry with what belongs to it.
    record Found(MarkedEntry marked, Part<Stored.Call> call, Part<Stored.Response> answer) {}

    /// A value as its row has it.
    ///
    /// @param body name of a large body
    private record Value(
            @Nullable Bytes value,
            @Nullable String body,
            @Nullable Long length,
            @Nullable Boolean kept) {}

    /// Whether it was not there yet.
    ///
    /// @throws JournalFailure when the database does not take it
    boolean put(Found found) {
        try {
            return !isThere(found.marked().entry().id()) && inserted(found);
        } catch (SQLException e) {
            throw Away.failure("move an entry into the database", e);
        }
    }

    private boolean isThere(EntryId id) throws SQLException {
        return exists("SELECT 1 FROM entry WHERE sequence = ? AND nonce = ?", id.sequence(), id.nonce());
    }

    private boolean exists(String question, Object... values) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(question)) {
            bind(ask, Arrays.asList(values));
            try (ResultSet row = ask.executeQuery()) {
                return row.next();
            }
        }
    }

    private boolean inserted(Found found) throws SQLException {
        Entry entry = found.marked().entry();
        Value call = call(entry.id(), found.call());
        Value answer = answer(entry.id(), found.answer());
        List<@Nullable Object> values = new ArrayList<>(List.of(
                epoch, entry.id().sequence(), entry.id().nonce(), entry.agent().value()));
        values.addAll(state(entry.state()));
        values.add(entry.acceptedAt().toEpochMilli());
        values.add(entry.deadline().toEpochMilli());
        values.add(entry.retention().toMillis());
        values.add(entry.expiresAt().map(Instant::toEpochMilli).orElse(null));
        values.add(entry.bytes());
        EntryId replayed = entry.replayOf();
        values.add(replayed == null ? null : replayed.sequence());
        values.add(replayed == null ? null : replayed.nonce());
        values.addAll(marks(found.marked().mark()));
        values.addAll(Arrays.asList(bytes(call), call.body(), call.length()));
        values.addAll(Arrays.asList(bytes(answer), answer.body(), answer.length(), answer.kept()));
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            bind(insert, values);
            return insert.executeUpdate() == 1;
        }
    }

    private static byte @Nullable [] bytes(Value value) {
        return value.value() == null ? null : value.value().array();
    }

    private static void bind(PreparedStatement statement, List<? extends @Nullable Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }

    /// A key that the database knows already stays with whom it has it.
    private List<@Nullable Object> marks(@Nullable KeyMark mark) throws SQLException {
        return mark == null || exists("SELECT 1 FROM entry WHERE key = ?", mark.key())
                ? Arrays.asList(null, null)
                : Arrays.asList(mark.key(), mark.fingerprint());
    }

    /// Standing, attempts, generation, status, reason, detail, and since when.
    private static List<@Nullable Object> state(EntryState state) {
        int code = Standing.of(state).code();
        int attempts = state.attempts();
        return switch (state) {
            case EntryState.Accepted _ -> Arrays.asList(code, attempts, null, null, null, null, null);
            case EntryState.Delivering(int _, var instance, Instant since) ->
                Arrays.asList(code, attempts, instance.generation(), null, null, null, since.toEpochMilli());
            case EntryState.Completed(int _, int status, Instant at) ->
                Arrays.asList(code, attempts, null, status, null, null, at.toEpochMilli());
            case EntryState.Abandoned(int _, var reason, String detail, Instant at) ->
                Arrays.asList(code, attempts, null, null, reason.name(), detail.replace('\0', ' '), at.toEpochMilli());
        };
    }

    private Value call(EntryId id, Part<Stored.Call> part) throws SQLException {
        return switch (part) {
            case Part.Whole<Stored.Call>(Stored.Call call) ->
                value(id, Sealed.Part.CALL, call.head(), call.bodyLength(), call.body(), null);
            case Part.Damaged<Stored.Call> _, Part.None<Stored.Call> _ -> new Value(DAMAGED, null, 0L, null);
        };
    }

    private Value answer(EntryId id, Part<Stored.Response> part) throws SQLException {
        return switch (part) {
            case Part.Whole<Stored.Response>(Stored.Response answer) ->
                answer.kept()
                        ? value(id, Sealed.Part.ANSWER, answer.head(), answer.bodyLength(), answer.body(), true)
                        : new Value(
                                sealed.seal(id, Sealed.Part.ANSWER, answer.head(), Bytes.EMPTY),
                                null,
                                answer.bodyLength(),
                                false);
            case Part.Damaged<Stored.Response> _ -> new Value(DAMAGED, null, 0L, true);
            case Part.None<Stored.Response> _ -> new Value(null, null, null, null);
        };
    }

    private Value value(EntryId id, Sealed.Part part, Bytes head, long length, InputStream from, @Nullable Boolean kept)
            throws SQLException {
        try (InputStream body = from) {
            return length <= INLINE
                    ? new Value(sealed.seal(id, part, head, Bytes.of(body.readAllBytes())), null, length, kept)
                    : new Value(sealed.seal(id, part, head, Bytes.EMPTY), pieces(body), length, kept);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("entry", id)
                    .addKeyValue("reason", e.getMessage())
                    .log("damaged body moves as such");
            return new Value(DAMAGED, null, length, kept);
        }
    }

    private String pieces(InputStream body) throws SQLException, IOException {
        byte[] salt = JournalKey.randomBytes(JournalKey.SALT_BYTES);
        String name = HEX.formatHex(salt);
        try (PreparedStatement begin =
                        connection.prepareStatement("INSERT INTO body (name, process, kept) VALUES (?, ?, TRUE)");
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO piece (body, number, bytes) VALUES (?, ?, ?)")) {
            bind(begin, List.of(name, epoch));
            begin.executeUpdate();
            int[] number = new int[1];
            PieceWriter.Sink rows =
                    (piece, length, _) -> put(insert, List.of(name, number[0]++, Arrays.copyOf(piece, length)));
            copy(body, new PieceWriter(new FileCipher(key.fileKey(salt)), rows));
        } catch (IOException e) {
            Bodies.delete(connection, List.of(name));
            throw e;
        }
        return name;
    }

    private static void copy(InputStream body, PieceWriter pieces) throws IOException {
        byte[] part = new byte[INLINE];
        for (int read = body.read(part); read >= 0; read = body.read(part)) {
            pieces.write(part, 0, read);
        }
        pieces.finish();
    }

    private static void put(PreparedStatement insert, List<Object> values) {
        try {
            bind(insert, values);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw Away.failure("move a body into the database", e);
        }
    }
}
