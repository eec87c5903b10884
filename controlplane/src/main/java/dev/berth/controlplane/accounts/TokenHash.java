package dev.berth.controlplane.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What Berth keeps of a token: the SHA-256 of its value, in hexadecimal.
///
/// A slow hash would guard short passwords; the values are 256 random bits, or chosen ones that the limit on failed
/// attempts guards. A look-up by this hash takes a time that tells nothing: nobody can choose a hash.
public record TokenHash(String hex) {

    private static final int LENGTH = 64;

    /// Copied for each use, because finding an algorithm by its name takes longer than hashing with it.
    private static final MessageDigest FRESH = sha256();

    public TokenHash {
        if (!isHash(hex)) {
            throw new IllegalArgumentException("not a SHA-256 in hexadecimal");
        }
    }

    public static TokenHash of(String value) {
        try {
            MessageDigest sha256 = (MessageDigest) FRESH.clone();
            return new TokenHash(HexFormat.of().formatHex(sha256.digest(value.getBytes(StandardCharsets.UTF_8))));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be copied", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean isHash(String hex) {
        boolean sound = hex.length() == LENGTH;
        for (int i = 0; i < LENGTH && sound; i++) {
            char c = hex.charAt(i);
            sound = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        return sound;
    }
}
