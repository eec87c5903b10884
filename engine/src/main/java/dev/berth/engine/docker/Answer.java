package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.engine.EngineFailure;
import java.util.Optional;
import java.util.function.Function;

/// What the engine answered to a request.
sealed interface Answer {

    /// It did what was asked, or found it done.
    record Done(JsonNode body) implements Answer {}

    record Refusal(int status, String message) implements Answer {

        boolean says(String part) {
            return message.contains(part);
        }
    }

    /// The body, or the failure that a refusal means.
    default JsonNode orThrow(Function<Refusal, EngineFailure> meaning) {
        return switch (this) {
            case Done done -> done.body();
            case Refusal refusal -> throw meaning.apply(refusal);
        };
    }

    /// The body, or empty when what was asked for does not exist.
    default Optional<JsonNode> ifFound(Function<Refusal, EngineFailure> meaning) {
        return this instanceof Refusal refusal && refusal.status() == 404
                ? Optional.empty()
                : Optional.of(orThrow(meaning));
    }
}
