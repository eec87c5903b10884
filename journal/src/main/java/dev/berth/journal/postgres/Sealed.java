package dev.berth.journal.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.berth.journal.Bytes;
import dev.berth.journal.EntryId;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.sealing.FileCipher;
import dev.berth.journal.sealing.JournalKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.spec.SecretKeySpec;

/// Heads with their small bodies, sealed for the database.
///
/// ```
/// 0  version       1
/// 1  key's number  2   of the key in the database from which this value's is derived
/// 3  salt         16   of the process that sealed it
/// 19 number        8   of the value in that process: the nonce
/// 27 sealed            AES-256-GCM of head length (4), head, body; bound to the entry and to what of it this is
/// ```
final class Sealed {

    /// What of an entry a value holds.
    enum Part {
        CALL,
        ANSWER
    }

    static final short KEY_NUMBER = 1;

    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 27;
    private static final int SALTS_KNOWN = 64;

    private final JournalKey key;
    private final byte[] salt = JournalKey.randomBytes(JournalKey.SALT_BYTES);
    private final SecretKeySpec own;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentMap<Bytes, SecretKeySpec> keys = new ConcurrentHashMap<>();

    Sealed(JournalKey key) {
        this.key = key;
        this.own = key.fileKey(salt);
    }

    /// A value in clear.
    record Opened(Bytes head, Bytes body) {}

    Bytes seal(EntryId id, Part part, Bytes head, Bytes body) {
        byte[] plain = ByteBuffer.allocate(4 + head.length() + body.length())
                .putInt(head.length())
                .put(head.array())
                .put(body.array())
                .array();
        long number = numbers.incrementAndGet();
        byte[] value = new byte[HEAD_BYTES + plain.length + FileCipher.TAG_BYTES];
        ByteBuffer.wrap(value).put(VERSION).putShort(KEY_NUMBER).put(salt).putLong(number);
        new FileCipher(own).seal(number, bound(id, part), plain, 0, plain.length, value, HEAD_BYTES);
        return Bytes.of(value);
    }

    /// @throws JournalFailure when it is not what was sealed
    Opened open(EntryId id, Part part, Bytes sealed) {
        byte[] value = sealed.array();
        ByteBuffer head = ByteBuffer.wrap(value);
        if (value.length < HEAD_BYTES + FileCipher.TAG_BYTES
                || head.get() != VERSION
                || head.getShort() != KEY_NUMBER) {
            throw new JournalFailure("the record of entry " + id + " is damaged");
        }
        byte[] theirs = new byte[JournalKey.SALT_BYTES];
        head.get(theirs);
        try {
            byte[] plain = new FileCipher(keyOf(theirs))
                    .open(head.getLong(), bound(id, part), value, HEAD_BYTES, value.length - HEAD_BYTES);
            int length = ByteBuffer.wrap(plain).getInt();
            return new Opened(
                    Bytes.of(Arrays.copyOfRange(plain, 4, 4 + length)),
                    Bytes.of(Arrays.copyOfRange(plain, 4 + length, plain.length)));
        } catch (FileCipher.Forged e) {
            throw new JournalFailure("the record of entry " + id + " is damaged", e);
        }
    }

    private SecretKeySpec keyOf(byte[] theirs) {
        if (keys.size() > SALTS_KNOWN) {
            keys.clear();
        }
        return keys.computeIfAbsent(Bytes.of(theirs), _ -> key.fileKey(theirs));
    }

    private static ByteBuffer bound(EntryId id, Part part) {
        return ByteBuffer.wrap((id + " " + part).getBytes(US_ASCII));
    }
}
