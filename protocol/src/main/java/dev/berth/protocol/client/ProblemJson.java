package dev.berth.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.kit.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a problem body as [Problem] writes it.
final class ProblemJson {

    private static final String TYPE = "urn:berth:problem:";
    private static final Set<String> OWN =
            Set.of("type", "title", "status", "detail", "code", "errors", "request_id", "instance");

    private ProblemJson() {}

    /// Whether a body is one of Berth's own, and not one of an agent behind it.
    static boolean isBerths(JsonNode body) {
        return body.path("type").asText().startsWith(TYPE) && body.hasNonNull("code");
    }

    static Problem read(int status, JsonNode body) {
        String detail = body.path("detail").asText(body.path("title").asText("HTTP status " + status));
        Problem problem = new Problem(status, body.path("code").asText("unknown"), detail, fields(body), Map.of());
        for (Map.Entry<String, JsonNode> each : body.properties()) {
            if (!OWN.contains(each.getKey())) {
                problem = problem.with(each.getKey(), value(each.getValue()));
            }
        }
        return problem;
    }

    private static List<Problem.Field> fields(JsonNode body) {
        List<Problem.Field> fields = new ArrayList<>();
        for (JsonNode each : body.path("errors")) {
            String detail = each.path("detail").asText();
            fields.add(
                    each.has("parameter")
                            ? Problem.Field.parameter(each.path("parameter").asText(), detail)
                            : Problem.Field.inBody(each.path("pointer").asText(), detail));
        }
        return fields;
    }

    private static Object value(JsonNode node) {
        if (!node.isArray()) {
            return node.isTextual() ? node.textValue() : node;
        }
        List<String> texts = new ArrayList<>();
        node.forEach(each -> texts.add(each.asText()));
        return List.copyOf(texts);
    }
}
