package dev.berth.testkit.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a [ScriptedServer] answers to one request.
///
/// @param body writes the body; it may take its time
public record Reply(int status, Map<String, String> headers, Body body) {

    /// Writes an answer's body. Flushing sends what there is as one chunk.
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    public static Reply json(int status, String json) {
        return of(status, "application/json", json);
    }

    public static Reply problem(int status, String json) {
        return of(status, "application/problem+json", json);
    }

    public static Reply of(int status, String contentType, String body) {
        return stream(status, contentType, out -> out.write(body.getBytes(StandardCharsets.UTF_8)));
    }

    public static Reply stream(int status, String contentType, Body body) {
        return new Reply(status, Map.of("Content-Type", contentType), body);
    }

    public static Reply empty(int status) {
        return new Reply(status, Map.of(), _ -> {});
    }

    public Reply with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Reply(status, all, body);
    }
}
