package dev.berth.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts what must not be readable on the disk: AES-256-GCM, a random nonce in front.
///
/// A sealed text is `<key id>:<base64>`; the key's id tells which key opens it, so that keys can be rotated.
public final class SecretBox {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final String keyId;
    private final SecureRandom random = new SecureRandom();

    private SecretBox(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        this.keyId = HexFormat.of().formatHex(digest(key), 0, 4);
    }

    /// Uses the key in this file; a missing one is made, readable by its owner only.
    public static SecretBox withKeyFile(Path file) throws IOException {
        if (Files.notExists(file)) {
            byte[] fresh = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(fresh);
            new DurableFile(file).write(fresh);
        }
        byte[] key = Files.readAllBytes(file);
        if (key.length != KEY_BYTES) {
            throw new IOException(
                    "the key file must hold %d bytes and holds %d: %s".formatted(KEY_BYTES, key.length, file));
        }
        return new SecretBox(key);
    }

    /// A digest that only who has the key can make: HMAC-SHA-256 in hexadecimal.
    ///
    /// @param purpose tells the digests of one use from those of others
    public String sign(String purpose, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
            mac.update((purpose + "\0").getBytes(UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
        }
    }

    public String seal(String plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain.getBytes(UTF_8));
            byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
            return keyId + ":" + Base64.getEncoder().encodeToString(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every JDK", e);
        }
    }

    /// Opens what [#seal] made.
    ///
    /// @throws WrongKey when another key sealed it, or when it was changed since
    public String open(String sealed) {
        int colon = sealed.indexOf(':');
        if (colon < 0 || !sealed.substring(0, colon).equals(keyId)) {
            throw new WrongKey(
                    "a stored secret was sealed with another key; give the key file that belongs to this database");
        }
        byte[] whole = Base64.getDecoder().decode(sealed.substring(colon + 1));
        try {
            byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
            byte[] plain = cipher(Cipher.DECRYPT_MODE, nonce).doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
            return new String(plain, UTF_8);
        } catch (GeneralSecurityException e) {
            throw new WrongKey("a stored secret was changed since it was sealed", e);
        }
    }

    /// This key does not open what was stored.
    public static final class WrongKey extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        private WrongKey(String message) {
            super(message);
        }

        private WrongKey(String message, GeneralSecurityException cause) {
            super(message, cause);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static byte[] digest(byte[] key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
