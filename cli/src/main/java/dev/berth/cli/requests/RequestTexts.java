package dev.berth.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.output.Amounts;
import dev.berth.cli.output.Table;
import dev.berth.cli.output.Table.Column;
import dev.berth.cli.shell.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Kept calls as people read them.
final class RequestTexts {

    private static final int WIDEST_PATH = 40;
    private static final int WIDEST_OUTCOME = 60;
    private static final int LABEL_WIDTH = 12;

    private RequestTexts() {}

    static Table table(List<JsonNode> requests, Instant now) {
        Table table = new Table(
                Column.of("ID"),
                Column.of("STATUS"),
                Column.of("AGE"),
                Column.of("ATTEMPTS"),
                Column.of("CALL", WIDEST_PATH),
                Column.of("OUTCOME", WIDEST_OUTCOME));
        requests.forEach(each -> table.row(
                text(each, "id"),
                text(each, "status"),
                Amounts.age(now, time(each.path("accepted_at"))),
                text(each, "attempts"),
                call(each),
                outcome(each)));
        return table;
    }

    /// All that is known of one, a line for each thing; what does not apply has no line.
    static List<String> sheet(JsonNode request) {
        List<String> lines = new ArrayList<>();
        lines.add(Printable.line(text(request, "id")));
        line(lines, "status", text(request, "status"));
        line(lines, "call", call(request));
        line(lines, "outcome", outcome(request));
        line(lines, "attempts", text(request, "attempts"));
        line(lines, "bytes", text(request, "bytes"));
        line(lines, "instance", text(request, "generation"));
        line(lines, "accepted", text(request, "accepted_at"));
        line(lines, "deadline", text(request, "deadline"));
        line(lines, "delivering", text(request, "delivering_since"));
        line(lines, "ended", text(request, "ended_at"));
        line(lines, "expires", text(request, "expires_at"));
        line(lines, "replay of", text(request, "replay_of"));
        line(lines, "callback", callback(request.path("callback")));
        return lines;
    }

    private static void line(List<String> lines, String label, String value) {
        if (!value.isEmpty()) {
            lines.add("  " + label + " ".repeat(LABEL_WIDTH - label.length()) + Printable.line(value));
        }
    }

    private static String call(JsonNode request) {
        return request.path("method").isTextual() ? text(request, "method") + " " + text(request, "path") : "";
    }

    private static String outcome(JsonNode request) {
        JsonNode answer = request.path("answer");
        if (!answer.isObject()) {
            return request.path("reason").isTextual() ? text(request, "reason") + ": " + text(request, "detail") : "";
        }
        String status = "answered " + text(answer, "status");
        if (!answer.has("bytes")) {
            return status;
        }
        String bytes = status + " with " + Amounts.bytes(answer.path("bytes").asDouble());
        return answer.path("kept").asBoolean() ? bytes : bytes + ", too large to keep";
    }

    /// `https://example.org: due, 2 attempts, next at ...: The receiver answered 500.`
    private static String callback(JsonNode callback) {
        if (!callback.isObject()) {
            return "";
        }
        int attempts = callback.path("attempts").asInt();
        String told = "%s: %s, %d attempt%s"
                .formatted(
                        text(callback, "to"),
                        text(callback, "status").replace('_', ' '),
                        attempts,
                        attempts == 1 ? "" : "s");
        String next = text(callback, "next_at").isEmpty() ? "" : ", next at " + text(callback, "next_at");
        String reason = text(callback, "reason").isEmpty() ? "" : ": " + text(callback, "reason");
        return told + next + reason;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).isNull() ? "" : node.path(field).asText();
    }

    private static Optional<Instant> time(JsonNode node) {
        try {
            return Optional.of(Instant.parse(node.asText()));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
