package dev.berth.engine.docker;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/// The path and query of an API request, encoded.
record ApiPath(String value) {

    /// Each segment is encoded; slashes inside one, as image names have them, stay.
    static ApiPath of(String... segments) {
        return new ApiPath(Arrays.stream(segments)
                .map(segment -> "/" + encode(segment).replace("%2F", "/").replace("%3A", ":"))
                .collect(Collectors.joining()));
    }

    ApiPath with(String name, Object parameter) {
        return new ApiPath(value + (value.contains("?") ? "&" : "?") + name + "=" + encode(parameter.toString()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
