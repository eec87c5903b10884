package dev.berth.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// Reads times of answers.
final class Times {

    private Times() {}

    static Optional<Instant> read(JsonNode node) {
        if (!node.isTextual()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(node.textValue()));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
