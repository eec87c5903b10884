package dev.berth.protocol.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Reads fields that must be there. Each method names the field that is missing or of another kind.
final class StoredFields {

    private StoredFields() {}

    static JsonNode object(JsonNode node, String name) {
        JsonNode field = node.path(name);
        if (!field.isObject()) {
            throw unlike(name, "an object");
        }
        return field;
    }

    static Stream<JsonNode> items(JsonNode node, String name) {
        JsonNode field = node.path(name);
        if (!field.isArray()) {
            throw unlike(name, "a list");
        }
        return field.valueStream();
    }

    static Map<String, String> texts(JsonNode node, String name) {
        JsonNode field = object(node, name);
        Map<String, String> read = new HashMap<>();
        field.fieldNames().forEachRemaining(key -> read.put(key, text(field, key)));
        return read;
    }

    static String text(JsonNode node, String name) {
        JsonNode field = node.path(name);
        if (!field.isTextual()) {
            throw unlike(name, "a text");
        }
        return field.textValue();
    }

    static boolean truth(JsonNode node, String name) {
        JsonNode field = node.path(name);
        if (!field.isBoolean()) {
            throw unlike(name, "true or false");
        }
        return field.booleanValue();
    }

    static int integer(JsonNode node, String name) {
        JsonNode field = node.path(name);
        if (!field.isIntegralNumber() || !field.canConvertToInt()) {
            throw unlike(name, "a whole number");
        }
        return field.intValue();
    }

    static long whole(JsonNode node, String name) {
        JsonNode field = node.path(name);
        if (!field.isIntegralNumber() || !field.canConvertToLong()) {
            throw unlike(name, "a whole number");
        }
        return field.longValue();
    }

    static Duration duration(JsonNode node, String name) {
        try {
            return Duration.parse(text(node, name));
        } catch (DateTimeException _) {
            throw unlike(name, "an ISO 8601 duration");
        }
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> E word(JsonNode node, String name, Class<E> type) {
        return Enum.valueOf(type, text(node, name).toUpperCase(Locale.ROOT));
    }

    private static IllegalArgumentException unlike(String name, String kind) {
        return new IllegalArgumentException(name + " is not " + kind);
    }
}
