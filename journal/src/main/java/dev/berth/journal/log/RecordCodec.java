package dev.berth.journal.log;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Answer;
import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery.Standing;
import dev.berth.journal.EntryState;
import dev.berth.journal.sealing.KeyMark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Records as bytes. The order of fields is on disks: a change of it needs another version of the segment's head.
final class RecordCodec {

    private static final int ROOM = 256;

    private static final byte INLINE = 0;
    private static final byte SPOOLED = 1;
    private static final byte TOO_LARGE = 2;

    private RecordCodec() {}

    static byte[] encode(LogRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(ROOM + size(record));
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            switch (record) {
                case LogRecord.Call call -> call(out, call);
                case LogRecord.Lease lease -> {
                    instance(out, lease.instance());
                    instant(out, lease.at());
                }
                case LogRecord.Release release -> out.writeBoolean(release.reached());
                case LogRecord.Completion completion -> {
                    instant(out, completion.at());
                    answer(out, completion.answer());
                }
                case LogRecord.Abandonment abandonment -> {
                    instant(out, abandonment.at());
                    out.writeUTF(abandonment.reason().name());
                    out.writeUTF(abandonment.detail());
                }
                case LogRecord.Removal _ -> {}
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /// @throws IOException when the bytes are no such record
    static LogRecord decode(RecordType type, EntryId id, byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        return switch (type) {
            case CALL -> call(in, id);
            case LEASE -> new LogRecord.Lease(instance(in), instant(in));
            case RELEASE -> new LogRecord.Release(in.readBoolean());
            case COMPLETION -> {
                Instant at = instant(in);
                yield new LogRecord.Completion(answer(in), at);
            }
            case ABANDONMENT -> {
                Instant at = instant(in);
                yield new LogRecord.Abandonment(EntryState.Reason.valueOf(in.readUTF()), in.readUTF(), at);
            }
            case REMOVAL -> new LogRecord.Removal();
        };
    }

    private static int size(LogRecord record) {
        return switch (record) {
            case LogRecord.Call call -> call.head().length() + inlined(call.body());
            case LogRecord.Completion completion ->
                completion.answer().head().length()
                        + (completion.answer().body() instanceof Answer.Kept.Whole(Body body) ? inlined(body) : 0);
            default -> 0;
        };
    }

    private static int inlined(Body body) {
        return body instanceof Body.Inline inline ? inline.bytes().length() : 0;
    }

    private static void call(DataOutputStream out, LogRecord.Call call) throws IOException {
        Entry entry = call.entry();
        out.writeUTF(entry.agent().value());
        instant(out, entry.acceptedAt());
        instant(out, entry.deadline());
        out.writeLong(entry.retention().toMillis());
        optionalId(out, entry.replayOf());
        KeyMark key = call.key();
        out.writeBoolean(key != null);
        if (key != null) {
            out.writeUTF(key.key());
            out.writeUTF(key.fingerprint());
        }
        state(out, entry.state());
        bytes(out, call.head());
        body(out, call.body());
    }

    private static LogRecord.Call call(DataInputStream in, EntryId id) throws IOException {
        AgentId agent = new AgentId(in.readUTF());
        Instant acceptedAt = instant(in);
        Instant deadline = instant(in);
        Duration retention = Duration.ofMillis(in.readLong());
        EntryId replayOf = optionalId(in);
        KeyMark key = in.readBoolean() ? new KeyMark(in.readUTF(), in.readUTF()) : null;
        EntryState state = state(in);
        Bytes head = bytes(in);
        Body body = body(in);
        Entry entry =
                new Entry(id, agent, acceptedAt, deadline, retention, head.length() + body.length(), state, replayOf);
        return new LogRecord.Call(entry, key, head, body);
    }

    private static void state(DataOutputStream out, EntryState state) throws IOException {
        switch (state) {
            case EntryState.Accepted accepted -> {
                out.writeByte(Standing.ACCEPTED.code());
                out.writeInt(accepted.attempts());
            }
            case EntryState.Delivering delivering -> {
                out.writeByte(Standing.DELIVERING.code());
                out.writeInt(delivering.attempt());
                instance(out, delivering.instance());
                instant(out, delivering.since());
            }
            case EntryState.Completed completed -> {
                out.writeByte(Standing.COMPLETED.code());
                out.writeInt(completed.attempts());
                out.writeShort(completed.status());
                instant(out, completed.at());
            }
            case EntryState.Abandoned abandoned -> {
                out.writeByte(Standing.ABANDONED.code());
                out.writeInt(abandoned.attempts());
                out.writeUTF(abandoned.reason().name());
                out.writeUTF(abandoned.detail());
                instant(out, abandoned.at());
            }
        }
    }

    private static EntryState state(DataInputStream in) throws IOException {
        Standing standing = Standing.of(in.readByte());
        int attempts = in.readInt();
        return switch (standing) {
            case ACCEPTED -> new EntryState.Accepted(attempts);
            case DELIVERING -> new EntryState.Delivering(attempts, instance(in), instant(in));
            case COMPLETED -> new EntryState.Completed(attempts, in.readShort(), instant(in));
            case ABANDONED ->
                new EntryState.Abandoned(attempts, EntryState.Reason.valueOf(in.readUTF()), in.readUTF(), instant(in));
        };
    }

    private static void answer(DataOutputStream out, Answer answer) throws IOException {
        out.writeShort(answer.status());
        bytes(out, answer.head());
        switch (answer.body()) {
            case Answer.Kept.Whole whole -> body(out, whole.body());
            case Answer.Kept.TooLarge large -> {
                out.writeByte(TOO_LARGE);
                out.writeLong(large.length());
            }
        }
    }

    private static Answer answer(DataInputStream in) throws IOException {
        int status = in.readShort();
        Bytes head = bytes(in);
        byte form = in.readByte();
        Answer.Kept kept =
                form == TOO_LARGE ? new Answer.Kept.TooLarge(in.readLong()) : new Answer.Kept.Whole(body(in, form));
        return new Answer(status, head, kept);
    }

    private static void body(DataOutputStream out, Body body) throws IOException {
        switch (body) {
            case Body.Inline inline -> {
                out.writeByte(INLINE);
                bytes(out, inline.bytes());
            }
            case Body.Spooled spooled -> {
                out.writeByte(SPOOLED);
                out.writeUTF(spooled.name());
                out.writeLong(spooled.length());
            }
        }
    }

    private static Body body(DataInputStream in) throws IOException {
        return body(in, in.readByte());
    }

    private static Body body(DataInputStream in, byte form) throws IOException {
        return switch (form) {
            case INLINE -> new Body.Inline(bytes(in));
            case SPOOLED -> new Body.Spooled(in.readUTF(), in.readLong());
            default -> throw new IOException("no form of a body: " + form);
        };
    }

    private static void bytes(DataOutputStream out, Bytes bytes) throws IOException {
        out.writeInt(bytes.length());
        out.write(bytes.array());
    }

    private static Bytes bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length != length) {
            throw new IOException("the record ends too early");
        }
        return Bytes.of(bytes);
    }

    private static void instance(DataOutputStream out, InstanceId instance) throws IOException {
        out.writeUTF(instance.agent().value());
        out.writeLong(instance.generation());
    }

    private static InstanceId instance(DataInputStream in) throws IOException {
        return new InstanceId(new AgentId(in.readUTF()), in.readLong());
    }

    private static void instant(DataOutputStream out, Instant at) throws IOException {
        out.writeLong(at.toEpochMilli());
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochMilli(in.readLong());
    }

    private static void optionalId(DataOutputStream out, @Nullable EntryId id) throws IOException {
        out.writeLong(id == null ? 0 : id.sequence());
        out.writeLong(id == null ? 0 : id.nonce());
    }

    private static @Nullable EntryId optionalId(DataInputStream in) throws IOException {
        long sequence = in.readLong();
        long nonce = in.readLong();
        return sequence == 0 ? null : new EntryId(sequence, nonce);
    }
}
