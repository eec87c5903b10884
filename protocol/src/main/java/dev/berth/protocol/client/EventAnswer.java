package dev.berth.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/// A step in an agent's life, as the server tells it.
///
/// @param json the whole event, as it came
public record EventAnswer(JsonNode json) {

    public long sequence() {
        return json.path("sequence").asLong();
    }

    public Instant at() {
        return Times.read(json.path("at")).orElse(Instant.EPOCH);
    }

    public String kind() {
        return json.path("kind").asText();
    }

    public String reason() {
        return json.path("reason").asText();
    }
}
