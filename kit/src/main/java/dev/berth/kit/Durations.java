package dev.berth.kit;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people write them: `30s`, `5m`, `1h30m`, `250ms`, or ISO 8601 (`PT30S`).
public final class Durations {

    private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,9}(?:\\.\\d{1,3})?(?:ms|[smhd]))+");
    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(ms|[smhd])");

    private Durations() {}

    /// @throws IllegalArgumentException when it is neither form; the message says how to write one
    public static Duration parse(String text) {
        String plain = text.strip();
        if (plain.toUpperCase(Locale.ROOT).startsWith("P")) {
            return iso(plain);
        }
        if (plain.equals("0")) {
            return Duration.ZERO;
        }
        if (!WHOLE.matcher(plain).matches()) {
            throw unlike(text);
        }
        double millis = 0;
        Matcher part = PART.matcher(plain);
        while (part.find()) {
            millis += Double.parseDouble(part.group(1)) * millisIn(part.group(2));
        }
        return Duration.ofMillis(Math.round(millis));
    }

    /// The shortest form in days, hours, minutes, seconds and milliseconds, such as `1h30m`; `0s` for nothing.
    public static String format(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toDaysPart(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException _) {
            throw unlike(text);
        }
    }

    private static long millisIn(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number != 0) {
            text.append(number).append(unit);
        }
    }

    private static IllegalArgumentException unlike(String text) {
        return new IllegalArgumentException("not a duration (such as 30s, 5m, 1h30m or PT30S): " + text);
    }
}
