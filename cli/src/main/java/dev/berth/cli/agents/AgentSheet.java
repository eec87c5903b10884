package dev.berth.cli.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.output.Amounts;
import dev.berth.cli.output.Colour;
import dev.berth.cli.shell.Printable;
import dev.berth.protocol.client.AgentAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// All that is known of one agent, a line for each thing. What does not apply has no line.
final class AgentSheet {

    private static final int LABEL_WIDTH = 14;

    private final AgentAnswer agent;
    private final List<String> lines = new ArrayList<>();

    AgentSheet(AgentAnswer agent) {
        this.agent = agent;
    }

    List<String> lines(boolean colours) {
        lines.add(Printable.line(agent.slug()));
        standing(colours);
        reach();
        program();
        conditions();
        new CallSheet(agent.json(), this::line).tell();
        about();
        return List.copyOf(lines);
    }

    private void standing(boolean colours) {
        JsonNode json = agent.json();
        String status = Colour.ofStatus(agent.status()).paint(Printable.line(agent.status()), colours);
        lines.add(label("status") + status + ": " + Printable.line(agent.statusReason()));
        line("activity", activity(json.path("activity")));
        agent.failure().ifPresent(this::failure);
        line("revision", revision(json));
        line("instance", json.path("generation").asText() + ", restarted " + times(agent.restarts()));
        line("started", text(json, "started_at"));
    }

    private static String activity(JsonNode activity) {
        if (activity.isMissingNode()) {
            return "";
        }
        String sleep = activity.path("sleeps_at").isTextual()
                ? " It sleeps at " + activity.path("sleeps_at").asText() + "."
                : "";
        return "%s since %s: %s%s"
                .formatted(
                        activity.path("awake").asBoolean() ? "awake" : "not awake",
                        activity.path("since").asText(),
                        activity.path("because").asText(),
                        sleep);
    }

    private void failure(AgentAnswer.Failure failure) {
        line("failure", failure.reason());
        failure.exitCode()
                .ifPresent(code -> line("exit code", code + (failure.outOfMemory() ? ", out of memory" : "")));
        failure.lastLogLines().forEach(each -> line("last words", each));
    }

    private static String revision(JsonNode json) {
        String inForce = json.path("revision").asText();
        String latest = json.path("latest_revision").asText();
        if (!json.path("restart_required").asBoolean()) {
            return inForce;
        }
        String waiting = latest.equals(inForce) ? "what it is told of itself changes at" : latest + " waits for";
        return "%s; %s the next start".formatted(inForce, waiting);
    }

    static String times(int number) {
        return number == 1 ? "once" : number + " times";
    }

    private void reach() {
        JsonNode json = agent.json();
        line("address", agent.url() + (agent.open() ? " (public)" : ""));
        line("reached at", text(json, "address"));
        line("host", text(json, "host"));
        line("container", text(json, "container_name"));
        line("container id", text(json, "container_id"));
        for (JsonNode each : json.path("host_ports")) {
            line(
                    "host port",
                    "%s:%s -> %s"
                            .formatted(
                                    each.path("listen").asText(),
                                    each.path("port").asText(),
                                    each.path("container").asText()));
        }
    }

    private void program() {
        JsonNode container = agent.json().path("container_config");
        line("image", agent.image() + " (pull " + container.path("pull_policy").asText() + ")");
        line("command", joined(container.path("command"), " "));
        line("port", text(container, "port"));
        line(
                "limits",
                "memory %s, cpu %s, pids %s"
                        .formatted(
                                Amounts.bytes(container.path("memory_limit").asDouble()),
                                container.path("cpu_limit").asText(),
                                container.path("pids_limit").asText()));
        line("network", text(container, "network"));
        line("profile", text(container, "profile"));
        container
                .path("env_vars")
                .properties()
                .forEach(each ->
                        line("variable", each.getKey() + "=" + each.getValue().asText()));
        line("secrets", joined(container.path("secret_names"), ", "));
        for (JsonNode each : container.path("volumes")) {
            line(
                    "volume",
                    each.path("source").asText() + " -> " + each.path("target").asText()
                            + (each.path("read_only").asBoolean() ? " (read only)" : ""));
        }
    }

    private static String healthCheck(JsonNode health) {
        return health.has("command")
                ? joined(health.path("command"), " ")
                : health.path("endpoint").asText("port opens");
    }

    private void conditions() {
        JsonNode json = agent.json();
        JsonNode health = json.path("health_check");
        if (health.isObject()) {
            line(
                    "health check",
                    "%s every %s, within %s, unhealthy after %s"
                            .formatted(
                                    healthCheck(health),
                                    health.path("interval").asText(),
                                    health.path("timeout").asText(),
                                    health.path("retries").asText()));
        }
        line("restart", restart(json.path("restart")));
        line(
                "stops within",
                "%s for open calls to end, then %s for its processes"
                        .formatted(text(json, "drain"), text(json, "stop_grace")));
    }

    /// A number of retries means something for `on-failure` alone.
    private static String restart(JsonNode restart) {
        String mode = restart.path("mode").asText();
        return mode.equals("on-failure")
                ? mode + ", at most " + times(restart.path("max_retries").asInt())
                : mode;
    }

    private void about() {
        JsonNode json = agent.json();
        line("name", text(json, "name"));
        line("description", text(json, "description"));
        line("type", text(json, "type"));
        line("kind", text(json, "kind"));
        line("owner", text(json, "owner"));
        json.path("labels")
                .properties()
                .forEach(each ->
                        line("label", each.getKey() + "=" + each.getValue().asText()));
        line("config", json.path("config").isEmpty() ? "" : json.path("config").toString());
        line("id", agent.id());
        line("created", text(json, "created_at"));
    }

    private void line(String label, String value) {
        if (!value.isEmpty()) {
            lines.add(label(label) + Printable.line(value));
        }
    }

    private static String label(String label) {
        return "  " + label + " ".repeat(LABEL_WIDTH - label.length());
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).isNull() ? "" : node.path(field).asText();
    }

    private static String joined(JsonNode list, String between) {
        StringJoiner joined = new StringJoiner(between);
        list.forEach(each -> joined.add(each.asText()));
        return joined.toString();
    }
}
