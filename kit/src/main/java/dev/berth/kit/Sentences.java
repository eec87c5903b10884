package dev.berth.kit;

import org.jspecify.annotations.Nullable;

/// Makes what a program says readable to people.
public final class Sentences {

    private Sentences() {}

    /// The text with a capital at its beginning and a full stop at its end.
    ///
    /// @param otherwise is said when there is no text
    public static String of(@Nullable String text, String otherwise) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        String plain = text.strip();
        String begun = Character.toUpperCase(plain.charAt(0)) + plain.substring(1);
        char last = begun.charAt(begun.length() - 1);
        return last == '.' || last == '!' || last == '?' ? begun : begun + ".";
    }
}
