package dev.berth.cli.agents;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;
import java.util.function.BiConsumer;

/// How an agent's calls are kept and delivered, and when it sleeps, a line for each thing.
final class CallSheet {

    private final JsonNode agent;
    private final BiConsumer<String, String> line;

    /// @param line takes a label and a value; an empty value is left out
    CallSheet(JsonNode agent, BiConsumer<String, String> line) {
        this.agent = agent;
        this.line = line;
    }

    void tell() {
        if (!agent.path("journal").isObject()) {
            return;
        }
        line.accept("starts", text(agent, "start"));
        journal(agent.path("journal"));
        line.accept("delivery", delivery());
        line.accept("when stopped", text(agent, "when_stopped"));
        line.accept("waiting page", agent.path("waiting_page").asBoolean() ? "shown to browsers" : "");
        line.accept(
                "updates",
                agent.path("overlap").asBoolean() ? "overlap: the new one is ready before the old one ends" : "");
        line.accept("sleep", sleep(agent.path("idle")));
    }

    private void journal(JsonNode journal) {
        if (text(journal, "mode").equals("off")) {
            line.accept("calls kept", "off");
            return;
        }
        line.accept(
                "calls kept",
                "%s; callers are held %s, calls are tried for %s and at most %s, kept %s after their end"
                        .formatted(
                                text(journal, "mode"),
                                text(journal, "hold"),
                                text(journal, "deadline"),
                                AgentSheet.times(journal.path("max_attempts").asInt()),
                                text(journal, "retention")));
        line.accept(
                "kept at most",
                "bodies of %s (larger: %s), answers of %s, %s open calls of %s"
                        .formatted(
                                text(journal, "max_body_text"),
                                text(journal, "oversize"),
                                text(journal, "keep_response_text"),
                                text(journal, "max_entries"),
                                text(journal, "max_bytes_text")));
        line.accept("never kept", joined(journal.path("except")));
    }

    private String delivery() {
        String order = text(agent, "order").equals("strict")
                ? "one by one in strict order"
                : "as they arrived, " + text(agent, "concurrency") + " queued ones at a time";
        String retryOn = joined(agent.path("retry_on"));
        return text(agent, "redelivery") + ", " + order + (retryOn.isEmpty() ? "" : ", again after " + retryOn);
    }

    private static String sleep(JsonNode idle) {
        StringJoiner steps = new StringJoiner(", ");
        if (idle.path("freeze_after").isTextual()) {
            steps.add("frozen after " + text(idle, "freeze_after"));
        }
        if (idle.path("stop_after").isTextual()) {
            steps.add("stopped after " + text(idle, "stop_after"));
        }
        return steps.length() == 0
                ? "never"
                : steps + " without work (more than " + text(idle, "cpu") + " cores is work)";
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }

    private static String joined(JsonNode list) {
        StringJoiner joined = new StringJoiner(", ");
        list.forEach(each -> joined.add(each.asText()));
        return joined.toString();
    }
}
