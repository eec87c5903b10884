package dev.berth.protocol.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// A path with query parameters, encoded.
final class Query {

    private final StringBuilder text;
    private boolean first = true;

    private Query(String path) {
        this.text = new StringBuilder(path);
    }

    static Query of(String path) {
        return new Query(path);
    }

    Query add(String name, String value) {
        text.append(first ? '?' : '&').append(encoded(name)).append('=').append(encoded(value));
        first = false;
        return this;
    }

    Query addIf(boolean condition, String name, String value) {
        return condition ? add(name, value) : this;
    }

    /// One segment of a path.
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
