package dev.berth.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/// What labels may be.
final class Labels {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,127}");
    private static final String OWN = "dev.berth.";

    private Labels() {}

    static String key(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "is no key of a label: 1 to 128 letters, digits and . _ / - beginning with a letter or digit");
        }
        if (key.startsWith(OWN)) {
            throw new IllegalArgumentException("begins with " + OWN + ", which is kept for Berth itself");
        }
        return key;
    }

    static String value(JsonNode value) {
        return Values.within(Values.text(value), 0, 1024);
    }
}
