package dev.berth.cli.deploy;

import java.util.regex.Pattern;

/// Sees whether a size or a share of processors is written as Berth reads it; the server says whether it fits.
final class AmountText {

    private static final Pattern SIZE = Pattern.compile("\\d{1,15}(\\.\\d{1,6})?\\s*[kKmMgGtT]?[iI]?[bB]?");
    private static final Pattern CPU = Pattern.compile("\\d{1,6}(\\.\\d{1,3})?[mM]?");

    private AmountText() {}

    /// @return the text as it is
    /// @throws IllegalArgumentException when it is no size
    static String size(String text) {
        if (!SIZE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a size is written 512m, 1G, 1.5Gi or as a number of bytes, not " + text);
        }
        return text;
    }

    /// @return the text as it is
    /// @throws IllegalArgumentException when it is no number of cores
    static String cpu(String text) {
        if (!CPU.matcher(text).matches()) {
            throw new IllegalArgumentException("processors are written 0.5 or 500m for half a core, not " + text);
        }
        return text;
    }
}
