package dev.berth.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.output.Table;
import dev.berth.cli.output.Table.Column;
import java.util.ArrayList;
import java.util.List;

/// The server's words about the health of agents, as tables.
final class HealthSheet {

    private static final String NONE = "-";

    private HealthSheet() {}

    /// The table, and the newest checks of an agent that is alone in it.
    static List<String> whole(List<JsonNode> answers, boolean colours) {
        List<String> lines = new ArrayList<>(table(answers, colours));
        if (answers.size() == 1 && !answers.getFirst().path("results").isEmpty()) {
            lines.add("");
            lines.addAll(results(answers.getFirst().path("results"), colours));
        }
        return lines;
    }

    static List<String> table(List<JsonNode> answers, boolean colours) {
        Table table = new Table(
                Column.of("NAME"),
                Column.of("HEALTH"),
                Column.of("FAILURES"),
                Column.of("CHECKED"),
                Column.of("FOUND"));
        answers.forEach(each -> table.row(
                each.path("slug").asText(),
                each.path("health").asText(),
                each.path("failures").asText(),
                each.path("checked_at").asText(NONE),
                what(each)));
        return table.lines(true, colours);
    }

    static boolean isUnhealthy(JsonNode answer) {
        return answer.path("health").asText().equals("unhealthy");
    }

    static String line(JsonNode answer) {
        return "%s  %s  %s"
                .formatted(answer.path("slug").asText(), answer.path("health").asText(), what(answer));
    }

    private static String what(JsonNode answer) {
        return answer.path("detail").isTextual()
                ? answer.path("detail").asText()
                : answer.path("reason").asText();
    }

    private static List<String> results(JsonNode results, boolean colours) {
        Table table = new Table(Column.of("CHECKED"), Column.of("TOOK"), Column.of("OUTCOME"), Column.of("FOUND"));
        results.forEach(each -> table.row(
                each.path("at").asText(),
                each.path("took").asText(),
                each.path("outcome").asText(),
                each.path("detail").asText()));
        return table.lines(true, colours);
    }
}
