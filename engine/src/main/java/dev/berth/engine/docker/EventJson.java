package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.engine.EngineEvent.Change;
import dev.berth.engine.EngineEvent.ContainerChanged;
import dev.berth.engine.container.ContainerId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads Docker's events.
final class EventJson {

    /// What Docker puts among the labels.
    private static final Set<String> DETAILS = Set.of("image", "name", "exitCode", "signal", "execDuration");

    private EventJson() {}

    /// Empty for what is of no interest here: executions, attachments, health probes and the like.
    static Optional<ContainerChanged> event(JsonNode json) {
        JsonNode attributes = json.path("Actor").path("Attributes");
        return change(json.path("Action").asText(), attributes)
                .map(change -> new ContainerChanged(
                        new ContainerId(json.path("Actor").path("ID").asText()),
                        labels(attributes),
                        change,
                        EngineTime.ofNanos(json.path("timeNano").asLong())));
    }

    private static Optional<Change> change(String action, JsonNode attributes) {
        return switch (action) {
            case "create" -> Optional.of(new Change.Created());
            case "start" -> Optional.of(new Change.Started());
            case "kill" ->
                Optional.of(new Change.Signalled(attributes.path("signal").asInt()));
            case "oom" -> Optional.of(new Change.MemoryUsedUp());
            case "die" ->
                Optional.of(new Change.Exited(attributes.path("exitCode").asInt()));
            case "stop" -> Optional.of(new Change.Stopped());
            case "pause" -> Optional.of(new Change.Paused());
            case "unpause" -> Optional.of(new Change.Unpaused());
            case "destroy" -> Optional.of(new Change.Removed());
            default -> Optional.empty();
        };
    }

    private static Map<String, String> labels(JsonNode attributes) {
        Map<String, String> labels = ContainerJson.strings(attributes);
        labels.keySet().removeAll(DETAILS);
        return labels;
    }
}
