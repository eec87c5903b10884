package dev.berth.protocol.spec;

import static dev.berth.protocol.spec.StoredFields.duration;
import static dev.berth.protocol.spec.StoredFields.integer;
import static dev.berth.protocol.spec.StoredFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.domain.agent.HealthCheck;

/// A health check as it is stored and sent to hosts.
final class HealthCheckJson {

    private HealthCheckJson() {}

    static ObjectNode encode(HealthCheck check) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (check) {
            case HealthCheck.PortOpen _ -> node.put("type", "port_open");
            case HealthCheck.Http http -> node.put("type", "http").put("path", http.path());
            case HealthCheck.Tcp _ -> node.put("type", "tcp");
            case HealthCheck.Command command ->
                command.argv().forEach(node.put("type", "command").putArray("command")::add);
        }
        check.repeated()
                .ifPresent(timing -> node.put("interval", timing.interval().toString())
                        .put("timeout", timing.timeout().toString())
                        .put("retries", timing.retries())
                        .put("start_period", timing.startPeriod().toString()));
        return node;
    }

    static HealthCheck decode(JsonNode node) {
        return switch (text(node, "type")) {
            case "port_open" -> new HealthCheck.PortOpen();
            case "http" -> new HealthCheck.Http(text(node, "path"), timing(node));
            case "tcp" -> new HealthCheck.Tcp(timing(node));
            case "command" ->
                new HealthCheck.Command(
                        node.path("command").valueStream().map(JsonNode::asText).toList(), timing(node));
            case String other -> throw new IllegalArgumentException("unknown type of health check: " + other);
        };
    }

    private static HealthCheck.Timing timing(JsonNode node) {
        return new HealthCheck.Timing(
                duration(node, "interval"),
                duration(node, "timeout"),
                integer(node, "retries"),
                duration(node, "start_period"));
    }
}
