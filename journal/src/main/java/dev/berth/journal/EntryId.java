package dev.berth.journal;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// Names one entry for ever: its place in the order of arrival, and 64 bits that nobody can guess.
///
/// Written as 32 hexadecimal digits; these sort as the entries arrived.
///
/// @param sequence counts from 1
public record EntryId(long sequence, long nonce) implements Comparable<EntryId> {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final HexFormat HEX = HexFormat.of();

    public EntryId {
        if (sequence < 1) {
            throw new IllegalArgumentException("entries count from 1: " + sequence);
        }
    }

    /// Reads an id as [#toString] writes it; empty when the text is something else.
    public static Optional<EntryId> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        long sequence = HexFormat.fromHexDigitsToLong(text, 0, 16);
        return sequence < 1
                ? Optional.empty()
                : Optional.of(new EntryId(sequence, HexFormat.fromHexDigitsToLong(text, 16, 32)));
    }

    @Override
    public int compareTo(EntryId other) {
        int order = Long.compare(sequence, other.sequence);
        return order != 0 ? order : Long.compareUnsigned(nonce, other.nonce);
    }

    @Override
    public String toString() {
        return HEX.toHexDigits(sequence) + HEX.toHexDigits(nonce);
    }
}
