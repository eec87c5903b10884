package dev.berth.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An agent as the server shows it.
///
/// @param json the whole answer, as it came
public record AgentAnswer(JsonNode json) {

    public String id() {
        return json.path("id").asText();
    }

    public String slug() {
        return json.path("slug").asText();
    }

    /// One of the words that the API has for it: `running`, `failed` and so on.
    public String status() {
        return json.path("status").asText();
    }

    public String statusReason() {
        return json.path("status_reason").asText();
    }

    public String image() {
        return json.path("container_config").path("image").asText();
    }

    /// Where callers reach it through the gateway.
    public String url() {
        return json.path("url").asText();
    }

    /// Whether calls need no token.
    public boolean open() {
        return json.path("public").asBoolean();
    }

    /// The last change that was put in force with a way back; empty when something else was wished for since.
    public Optional<Rollout> rollout() {
        JsonNode rollout = json.path("rollout");
        return rollout.isObject()
                ? Optional.of(new Rollout(
                        rollout.path("revision").asInt(),
                        rollout.path("phase").asText(),
                        rollout.path("outcome").asText()))
                : Optional.empty();
    }

    /// @param revision that is or was tried
    /// @param phase `under_way`, `done` or `went_back`
    /// @param outcome one sentence once it has ended
    public record Rollout(int revision, String phase, String outcome) {

        public boolean wentBack() {
            return phase.equals("went_back");
        }
    }

    /// The newest revision, in force or not.
    public int latestRevision() {
        return json.path("latest_revision").asInt();
    }

    /// Whether something that was changed waits for the next start.
    public boolean restartRequired() {
        return json.path("restart_required").asBoolean();
    }

    public int restarts() {
        return json.path("restarts").asInt();
    }

    public Optional<Instant> createdAt() {
        return Times.read(json.path("created_at"));
    }

    /// Why its newest instance ended, when nobody asked for that.
    public Optional<Failure> failure() {
        JsonNode failure = json.path("failure");
        if (!failure.isObject()) {
            return Optional.empty();
        }
        Optional<Integer> exitCode =
                Optional.of(failure.path("exit_code")).filter(JsonNode::isInt).map(JsonNode::intValue);
        List<String> lines = new ArrayList<>();
        failure.path("last_log_lines").forEach(each -> lines.add(each.asText()));
        return Optional.of(new Failure(
                failure.path("reason").asText(),
                exitCode,
                failure.path("oom_killed").asBoolean(),
                lines));
    }

    /// @param exitCode of the container's process; empty when it never ran
    public record Failure(String reason, Optional<Integer> exitCode, boolean outOfMemory, List<String> lastLogLines) {
        public Failure {
            lastLogLines = List.copyOf(lastLogLines);
        }
    }
}
