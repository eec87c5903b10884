package dev.berth.journal;

import java.util.Arrays;

/// Bytes that nobody changes any more. They are not copied: whoever wraps an array hands it over.
public final class Bytes {

    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    public static Bytes of(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /// The bytes themselves, to be read only.
    public byte[] array() {
        return array;
    }

    public int length() {
        return array.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /// How many there are: what they are is for nobody's log.
    @Override
    public String toString() {
        return array.length + " bytes";
    }
}
