package dev.berth.controlplane.api;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;

/// A place in a list that is ordered by time and id. It stays valid when the item that it was made from is gone.
record Cursor(Instant at, String id) implements Comparable<Cursor> {

    private static final Comparator<Cursor> ORDER =
            Comparator.comparing(Cursor::at).thenComparing(Cursor::id);

    @Override
    public int compareTo(Cursor other) {
        return ORDER.compare(this, other);
    }

    String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((at + " " + id).getBytes(StandardCharsets.UTF_8));
    }

    /// @throws IllegalArgumentException when it is not what [#text] made
    static Cursor parse(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int space = plain.indexOf(' ');
            return new Cursor(Instant.parse(plain.substring(0, Math.max(0, space))), plain.substring(space + 1));
        } catch (IllegalArgumentException | DateTimeException _) {
            throw new IllegalArgumentException("must be the next of an earlier page, not " + text);
        }
    }
}
