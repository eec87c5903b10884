package dev.berth.journal.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Offer;
import dev.berth.kit.DurableFile;
import dev.berth.kit.SecretBox;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The one key of a journal, from which every other is derived. It lies beside what it closes, sealed with the
/// installation's key, so that that one can be changed without writing the journal anew.
public final class JournalKey {

    public static final int SALT_BYTES = 16;

    private static final int KEY_BYTES = 32;
    private static final int MARK_BYTES = 16;
    private static final HexFormat HEX = HexFormat.of();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    private JournalKey(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /// @throws JournalFailure when the installation's key is not the one that sealed it
    public static JournalKey in(Path folder, SecretBox box) {
        DurableFile file = new DurableFile(folder.resolve("journal.key"));
        Optional<byte[]> sealed = file.read();
        if (sealed.isPresent()) {
            return open(new String(sealed.get(), UTF_8), box);
        }
        String fresh = fresh(box);
        file.write(fresh.getBytes(UTF_8));
        return open(fresh, box);
    }

    /// The key in a journal's folder as it is sealed; empty when there is none.
    public static Optional<String> sealedIn(Path folder) {
        return new DurableFile(folder.resolve("journal.key")).read().map(bytes -> new String(bytes, UTF_8));
    }

    /// Whether both are one key, so that marks of the one are marks of the other.
    public boolean isSameAs(JournalKey other) {
        return MessageDigest.isEqual(key.getEncoded(), other.key.getEncoded());
    }

    /// A new key, sealed.
    public static String fresh(SecretBox box) {
        return box.seal(HEX.formatHex(randomBytes(KEY_BYTES)));
    }

    /// @throws JournalFailure when the installation's key is not the one that sealed it
    public static JournalKey open(String sealed, SecretBox box) {
        try {
            return new JournalKey(HEX.parseHex(box.open(sealed)));
        } catch (IllegalStateException e) {
            throw new JournalFailure(
                    "the journal was written under another secret key; start with the key file that belongs to it", e);
        }
    }

    public static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    public static long randomLong() {
        return RANDOM.nextLong();
    }

    /// The key of one file or process. The same salt gives the same key.
    public SecretKeySpec fileKey(byte[] salt) {
        return new SecretKeySpec(mac("file", salt), "AES");
    }

    public KeyMark mark(AgentId agent, Offer.Key idempotency) {
        byte[] scope = idempotency.scope().getBytes(UTF_8);
        byte[] value = idempotency.value().getBytes(UTF_8);
        ByteBuffer named = ByteBuffer.allocate(8 + agent.value().length() + scope.length + value.length)
                .putInt(scope.length)
                .putInt(value.length)
                .put(agent.value().getBytes(UTF_8))
                .put(scope)
                .put(value);
        return new KeyMark(
                shortened(mac("key", named.array())),
                shortened(mac("call", idempotency.fingerprint().array())));
    }

    private static String shortened(byte[] mac) {
        return HEX.formatHex(Arrays.copyOf(mac, MARK_BYTES));
    }

    private byte[] mac(String purpose, byte[] of) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(purpose.getBytes(UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(of);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is part of every JDK", e);
        }
    }
}
