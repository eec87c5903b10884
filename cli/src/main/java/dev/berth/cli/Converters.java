package dev.berth.cli;

import dev.berth.cli.output.OutputFormat;
import dev.berth.kit.Durations;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/// Reads the values of options, with messages that say how to write one.
final class Converters {

    private Converters() {}

    static Duration duration(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    static Integer number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException _) {
            throw new TypeConversionException("it is a whole number, not " + text);
        }
    }

    static OutputFormat format(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "table" -> OutputFormat.TABLE;
            case "json" -> OutputFormat.JSON;
            case "name" -> OutputFormat.NAME;
            default -> throw new TypeConversionException("it is table, json or name, not " + text);
        };
    }
}
