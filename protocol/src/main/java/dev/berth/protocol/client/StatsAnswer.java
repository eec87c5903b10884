package dev.berth.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// What an agent uses, as the server measured it.
///
/// @param json the figures, as they came; what cannot be known is null there
public record StatsAnswer(JsonNode json) {

    /// Empty when it cannot be known.
    public Optional<Double> number(String field) {
        return Optional.of(json.path(field)).filter(JsonNode::isNumber).map(JsonNode::doubleValue);
    }
}
