package dev.berth.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A token as the server shows it.
///
/// @param json the whole answer, as it came; holds the value of a token that was just made
public record TokenAnswer(JsonNode json) {

    public String id() {
        return json.path("id").asText();
    }

    public String name() {
        return json.path("name").asText();
    }

    public List<String> scopes() {
        List<String> scopes = new ArrayList<>();
        json.path("scopes").forEach(each -> scopes.add(each.asText()));
        return scopes;
    }

    /// The id of the one agent that it is limited to.
    public Optional<String> agent() {
        return Optional.of(json.path("agent")).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    public Optional<Instant> createdAt() {
        return Times.read(json.path("created_at"));
    }

    public Optional<Instant> expiresAt() {
        return Times.read(json.path("expires_at"));
    }

    /// The credential itself: in the answer to its making only.
    public String value() {
        return json.path("token").asText();
    }

    /// Without the value.
    @Override
    public String toString() {
        return "TokenAnswer[" + name() + "]";
    }
}
