package dev.berth.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.domain.agent.DataSize;
import dev.berth.kit.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Reads single JSON values. Each method throws an [IllegalArgumentException] that names the value and the remedy.
final class Values {

    private static final int SHOWN = 60;

    private Values() {}

    static String text(JsonNode value) {
        if (!value.isTextual()) {
            String hint = value.isNumber() || value.isBoolean() ? "; put it in quotes" : "";
            throw new IllegalArgumentException("must be a text, not " + brief(value) + hint);
        }
        return value.textValue();
    }

    /// A text whose value must not appear in an error.
    static String secret(JsonNode value) {
        if (!value.isTextual()) {
            throw new IllegalArgumentException("must be a text");
        }
        return value.textValue();
    }

    static boolean flag(JsonNode value) {
        if (!value.isBoolean()) {
            throw new IllegalArgumentException("must be true or false, not " + brief(value));
        }
        return value.booleanValue();
    }

    static int integer(JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException("must be a whole number, not " + brief(value));
        }
        return value.intValue();
    }

    static Duration duration(JsonNode value) {
        if (value.isNumber()) {
            throw new IllegalArgumentException("needs a unit (such as 30s, 5m or PT30S): " + value);
        }
        return Durations.parse(text(value));
    }

    /// A number of bytes, or a text with a unit.
    static DataSize size(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return DataSize.ofBytes(value.longValue());
        }
        if (value.isNumber()) {
            throw new IllegalArgumentException(
                    "must be a whole number of bytes or a text such as 512m, not " + brief(value));
        }
        return DataSize.parse(text(value));
    }

    static ObjectNode object(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("must be an object, not " + brief(value));
    }

    static ArrayNode list(JsonNode value) {
        if (value instanceof ArrayNode list) {
            return list;
        }
        throw new IllegalArgumentException("must be a list, not " + brief(value) + "; write it in square brackets");
    }

    /// One of an enum's words in lower case, where `-` and `_` are one.
    static <E extends Enum<E>> E word(JsonNode value, Class<E> type) {
        String text = text(value);
        String plain = text.replace('-', '_');
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> word(each).equals(plain))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "must be one of " + words(type.getEnumConstants()) + ", not " + brief(value)));
    }

    static String words(Enum<?>[] all) {
        return Arrays.stream(all).map(Values::word).collect(Collectors.joining(", "));
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static String within(String text, int least, int most) {
        long length = text.codePoints().count();
        if (length < least || length > most) {
            throw new IllegalArgumentException(
                    "must be %d to %d characters long, not %d".formatted(least, most, length));
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("must not contain a NUL character");
        }
        return text;
    }

    /// A value as an error shows it, cut to a line.
    static String brief(JsonNode value) {
        String text = value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 3) + "...";
    }

    static String sentence(IllegalArgumentException e) {
        String message = e.getMessage() == null ? "is not valid" : e.getMessage();
        return message.endsWith(".") || message.endsWith("?") ? message : message + ".";
    }
}
