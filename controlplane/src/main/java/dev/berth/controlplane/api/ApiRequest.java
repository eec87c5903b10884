package dev.berth.controlplane.api;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A request as it arrived, whatever server took it.
///
/// @param path without the slashes at its end
/// @param parts of the path, by the names that the route gives them
/// @param headers by their names in lower case
/// @param peer the caller's address
record ApiRequest(
        String method,
        String path,
        Map<String, String> parts,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        ByteBuffer body,
        String requestId,
        String peer) {

    Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /// The body, read whole.
    byte[] content() {
        byte[] content = new byte[body.remaining()];
        body.duplicate().get(content);
        return content;
    }

    String part(String name) {
        return parts.getOrDefault(name, "");
    }

    /// The kind of the body without its parameters, in lower case; empty when there is none.
    String mediaType() {
        String type = header("content-type").orElse("");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
