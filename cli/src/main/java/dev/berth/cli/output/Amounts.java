package dev.berth.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Numbers as people read them.
public final class Amounts {

    /// Stands where nothing is known.
    public static final String UNKNOWN = "-";

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Amounts() {}

    /// Bytes in the largest unit that leaves at least 1: `512MiB`, `1.5GiB`.
    public static String bytes(double bytes) {
        double number = bytes;
        int unit = 0;
        while (number >= 1023.95 && unit < UNITS.length - 1) {
            number /= 1024;
            unit++;
        }
        String text = String.format(Locale.ROOT, unit == 0 ? "%.0f" : "%.1f", number);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + UNITS[unit];
    }

    public static String bytes(Optional<Double> bytes) {
        return bytes.map(Amounts::bytes).orElse(UNKNOWN);
    }

    /// `12.50%`.
    public static String percent(Optional<Double> percent) {
        return percent.map(number -> String.format(Locale.ROOT, "%.2f%%", number))
                .orElse(UNKNOWN);
    }

    /// How long ago a time was, in one unit: `95s`, `12m`, `30h`, `4d`. A clock that runs ahead makes it `0s`.
    public static String age(Instant now, Optional<Instant> time) {
        return time.map(then -> span(Duration.between(then, now))).orElse(UNKNOWN);
    }

    /// A length of time in one unit; `0s` when it is negative.
    public static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 120 * 60) {
            return seconds / 60 + "m";
        }
        return seconds < 48 * 3600 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }
}
