package dev.berth.journal.sealing;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts the pieces of one file, or all that one process writes: AES-256-GCM, the piece's number as nonce. Not for
/// several threads.
///
/// No number is used twice under one key: a file or process has a key of its own, counts from its beginning, and is
/// never gone on with by a later run.
public final class FileCipher {

    public static final int TAG_BYTES = 16;

    private static final int NONCE_BYTES = 12;

    private final SecretKeySpec key;
    private final Cipher cipher;

    public FileCipher(SecretKeySpec key) {
        this.key = key;
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// @param bound readable bytes that must come with the piece unchanged
    /// @return how many bytes were written to `into`
    public int seal(long number, ByteBuffer bound, byte[] plain, int from, int length, byte[] into, int at) {
        try {
            init(Cipher.ENCRYPT_MODE, number, bound);
            return cipher.doFinal(plain, from, length, into, at);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// @throws Forged when the bytes are not those that were sealed
    public byte[] open(long number, ByteBuffer bound, byte[] sealed, int from, int length) throws Forged {
        try {
            init(Cipher.DECRYPT_MODE, number, bound);
            return cipher.doFinal(sealed, from, length);
        } catch (GeneralSecurityException e) {
            throw new Forged(e);
        }
    }

    private void init(int mode, long number, ByteBuffer bound) throws GeneralSecurityException {
        byte[] nonce =
                ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(number).array();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(bound.duplicate());
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("AES-GCM is part of every JDK", e);
    }

    /// What was read was not written by the journal, or with another key.
    public static final class Forged extends Exception {

        private static final long serialVersionUID = 1;

        Forged(Throwable cause) {
            super("not what was sealed", cause);
        }
    }
}
