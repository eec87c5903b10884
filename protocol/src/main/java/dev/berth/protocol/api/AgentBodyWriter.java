package dev.berth.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.Limits;
import dev.berth.domain.agent.Mount;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.agent.Program;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.kit.Durations;
import java.util.Map;
import java.util.TreeMap;

/// Writes what users wrote of an agent, in the form that [AgentBodyReader] reads.
public final class AgentBodyWriter {

    private AgentBodyWriter() {}

    /// As people see it: names of secrets instead of their values, sizes in bytes and as given.
    public static ObjectNode shown(AgentBody body) {
        ObjectNode node = plain(body);
        node.set("container_config", shown(body.spec()));
        ConductWriter.showSizes(body.conduct().calls().journal(), (ObjectNode) node.get("journal"));
        return node;
    }

    /// A spec's `container_config` as people see it.
    public static ObjectNode shown(AgentSpec spec) {
        ObjectNode node = ApiJson.NODES.objectNode();
        Program program = spec.program();
        node.put("image", program.image()).put("pull_policy", Values.word(program.pull()));
        ArrayNode command = node.putArray("command");
        program.command().forEach(command::add);
        node.put("port", program.port());
        Limits limits = spec.limits();
        node.put("memory_limit", limits.memory().bytes());
        node.put("memory_limit_text", limits.memory().text());
        node.put("cpu_limit", limits.cpu().cores());
        node.put("pids_limit", limits.pids());
        node.set("env_vars", map(program.environment()));
        ArrayNode names = node.putArray("secret_names");
        program.secrets().keySet().stream().sorted().forEach(names::add);
        ArrayNode volumes = node.putArray("volumes");
        spec.mounts().forEach(each -> volumes.add(volume(each)));
        node.put("network", Values.word(spec.network()));
        ArrayNode ports = node.putArray("ports");
        spec.ports().forEach(each -> ports.add(port(each)));
        return node.put("profile", Values.word(spec.profile()));
    }

    /// All of it, values of secrets too, so that a patch can be merged into it. Never answered to anyone.
    static ObjectNode complete(AgentBody body) {
        ObjectNode node = plain(body);
        ObjectNode container = shown(body.spec());
        container.put("memory_limit", body.spec().limits().memory().text());
        container.remove("memory_limit_text");
        container.remove("secret_names");
        ObjectNode secrets = container.putObject("secrets");
        body.spec().program().secrets().forEach((name, value) -> secrets.put(name, value.reveal()));
        node.set("container_config", container);
        return node;
    }

    private static ObjectNode plain(AgentBody body) {
        ObjectNode node = ApiJson.NODES.objectNode();
        Agent.Profile profile = body.profile();
        node.put("name", profile.name()).put("slug", body.slug().value());
        node.put("description", profile.description()).put("type", profile.type());
        node.put("kind", Values.word(body.kind()));
        node.set("labels", map(profile.labels()));
        body.owner().ifPresent(owner -> node.put("owner", owner));
        node.set("config", ApiJson.parseOwn(profile.config()));
        ConductWriter.write(body.conduct(), node);
        AgentSpec spec = body.spec();
        node.set("health_check", healthCheck(spec.healthCheck()));
        node.set("restart", restart(spec.restart()));
        node.put("drain", Durations.format(spec.stopping().drain()));
        return node.put("stop_grace", Durations.format(spec.stopping().grace()));
    }

    private static JsonNode healthCheck(HealthCheck check) {
        ObjectNode node = ApiJson.NODES.objectNode();
        switch (check) {
            case HealthCheck.PortOpen _ -> {
                return ApiJson.NODES.nullNode();
            }
            case HealthCheck.Http http -> node.put("endpoint", http.path());
            case HealthCheck.Tcp _ -> node.put("type", "tcp");
            case HealthCheck.Command command -> command.argv().forEach(node.putArray("command")::add);
        }
        check.repeated()
                .ifPresent(timing -> node.put("interval", Durations.format(timing.interval()))
                        .put("timeout", Durations.format(timing.timeout()))
                        .put("retries", timing.retries())
                        .put("start_period", Durations.format(timing.startPeriod())));
        return node;
    }

    private static ObjectNode restart(RestartPolicy policy) {
        return ApiJson.NODES
                .objectNode()
                .put("mode", Values.word(policy.mode()).replace('_', '-'))
                .put("max_retries", policy.maxRetries())
                .put("delay", Durations.format(policy.firstDelay()))
                .put("max_delay", Durations.format(policy.maxDelay()));
    }

    private static ObjectNode volume(Mount mount) {
        ObjectNode node = ApiJson.NODES.objectNode();
        switch (mount) {
            case Mount.Volume volume -> {
                node.put("source", volume.name()).put("driver", volume.driver());
                node.set("driver_opts", map(volume.driverOptions()));
            }
            case Mount.Folder folder -> node.put("source", folder.source());
        }
        return node.put("target", mount.target()).put("read_only", mount.readOnly());
    }

    private static ObjectNode port(PortRequest port) {
        ObjectNode node = ApiJson.NODES.objectNode().put("container", port.container());
        if (port.host() == PortRequest.AUTO) {
            node.put("host", "auto");
        } else {
            node.put("host", port.host());
        }
        return node.put("listen", port.listen());
    }

    private static ObjectNode map(Map<String, String> values) {
        ObjectNode node = ApiJson.NODES.objectNode();
        new TreeMap<>(values).forEach(node::put);
        return node;
    }
}
