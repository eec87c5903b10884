package dev.berth.kit;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Guesses which name somebody meant.
public final class Spelling {

    private static final int FAR = 3;
    private static final int LONGEST = 64;

    private Spelling() {}

    /// The known name that is fewer than three letters away, if there is one.
    public static Optional<String> nearest(String wrong, Collection<String> known) {
        if (wrong.length() > LONGEST) {
            return Optional.empty();
        }
        return known.stream()
                .filter(each -> distance(wrong, each) < FAR)
                .min(Comparator.comparingInt(each -> distance(wrong, each)));
    }

    /// How many letters must be added, dropped or changed (Levenshtein).
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
