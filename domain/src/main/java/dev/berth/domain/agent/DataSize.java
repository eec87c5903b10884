package dev.berth.domain.agent;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes, with the text it was given as.
///
/// Units are binary whatever their spelling, as the engine reads them: `512m`, `512M`, `512Mi`, `512MiB` are one.
public record DataSize(long bytes, String text) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s*([kmgt]?)(?:(?<=[kmgt])i)?b?");

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    public static DataSize ofBytes(long bytes) {
        return new DataSize(bytes, Long.toString(bytes));
    }

    public static DataSize parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size (such as 512m, 1Gi or a number of bytes): " + text);
        }
        double factor = switch (matcher.group(2)) {
            case "k" -> 1L << 10;
            case "m" -> 1L << 20;
            case "g" -> 1L << 30;
            case "t" -> 1L << 40;
            default -> 1;
        };
        double bytes = Double.parseDouble(matcher.group(1)) * factor;
        if (bytes > 1L << 53) {
            throw new IllegalArgumentException("size is too large: " + text);
        }
        return new DataSize((long) bytes, text.strip());
    }
}
