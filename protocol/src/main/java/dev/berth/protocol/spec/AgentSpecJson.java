package dev.berth.protocol.spec;

import static dev.berth.protocol.spec.StoredFields.duration;
import static dev.berth.protocol.spec.StoredFields.integer;
import static dev.berth.protocol.spec.StoredFields.items;
import static dev.berth.protocol.spec.StoredFields.object;
import static dev.berth.protocol.spec.StoredFields.text;
import static dev.berth.protocol.spec.StoredFields.texts;
import static dev.berth.protocol.spec.StoredFields.truth;
import static dev.berth.protocol.spec.StoredFields.word;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Cpu;
import dev.berth.domain.agent.DataSize;
import dev.berth.domain.agent.Limits;
import dev.berth.domain.agent.Mount;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.agent.Program;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.agent.Stopping;
import java.util.List;
import java.util.Map;

/// An [AgentSpec] as a JSON object that is kept for years, without the values of its secrets.
///
/// The object carries the version of its format in `v`. An older one is read, a newer one is refused.
/// The same spec always gives the same object, so that two can be compared as text.
public final class AgentSpecJson {

    /// Raise it with every change that an older reader would misread, and read the older form in [#decode].
    private static final int VERSION = 1;

    private static final ObjectReader READER = new ObjectMapper().reader();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AgentSpecJson() {}

    /// Writes everything but the secrets, which are kept elsewhere, encrypted.
    public static ObjectNode encode(AgentSpec spec) {
        ObjectNode node = NODES.objectNode();
        node.put("v", VERSION);
        node.set("program", program(spec.program()));
        node.set("limits", limits(spec.limits()));
        ArrayNode mounts = node.putArray("mounts");
        spec.mounts().forEach(each -> mounts.add(mount(each)));
        node.put("network", word(spec.network()));
        ArrayNode ports = node.putArray("ports");
        spec.ports()
                .forEach(each -> ports.addObject()
                        .put("container", each.container())
                        .put("host", each.host())
                        .put("listen", each.listen()));
        node.put("profile", word(spec.profile()));
        node.set("health_check", HealthCheckJson.encode(spec.healthCheck()));
        node.putObject("restart")
                .put("mode", word(spec.restart().mode()))
                .put("max_retries", spec.restart().maxRetries())
                .put("first_delay", spec.restart().firstDelay().toString())
                .put("max_delay", spec.restart().maxDelay().toString());
        node.putObject("stopping")
                .put("drain", spec.stopping().drain().toString())
                .put("grace", spec.stopping().grace().toString());
        return node;
    }

    /// Reads what [#encode] wrote and puts the secrets back.
    ///
    /// @throws UnreadableSpec when the format is newer than this version knows, or the object is damaged
    public static AgentSpec decode(JsonNode node, Map<String, Secret> secrets) {
        int version = node.path("v").asInt(0);
        if (version > VERSION) {
            throw new UnreadableSpec(
                    "this spec was written in format %d by a newer Berth; this one reads up to %d"
                            .formatted(version, VERSION),
                    null);
        }
        try {
            return read(node, secrets);
        } catch (IllegalArgumentException e) {
            throw new UnreadableSpec("a stored spec is damaged: " + e.getMessage(), e);
        }
    }

    /// Reads the text of what [#encode] wrote.
    ///
    /// @throws UnreadableSpec like [#decode(JsonNode, Map)]
    public static AgentSpec decode(String json, Map<String, Secret> secrets) {
        try {
            return decode(READER.readTree(json), secrets);
        } catch (JsonProcessingException e) {
            throw new UnreadableSpec("a stored spec is damaged: it is no JSON", e);
        }
    }

    private static AgentSpec read(JsonNode node, Map<String, Secret> secrets) {
        JsonNode restart = object(node, "restart");
        JsonNode stopping = object(node, "stopping");
        return new AgentSpec(
                program(object(node, "program"), secrets),
                limits(object(node, "limits")),
                items(node, "mounts").map(AgentSpecJson::mount).toList(),
                word(node, "network", AgentSpec.Network.class),
                items(node, "ports")
                        .map(each -> new PortRequest(
                                integer(each, "container"), integer(each, "host"), text(each, "listen")))
                        .toList(),
                word(node, "profile", AgentSpec.SecurityProfile.class),
                HealthCheckJson.decode(object(node, "health_check")),
                new RestartPolicy(
                        word(restart, "mode", RestartPolicy.Mode.class),
                        integer(restart, "max_retries"),
                        duration(restart, "first_delay"),
                        duration(restart, "max_delay")),
                new Stopping(duration(stopping, "drain"), duration(stopping, "grace")));
    }

    private static ObjectNode program(Program program) {
        ObjectNode node = NODES.objectNode().put("image", program.image()).put("pull", word(program.pull()));
        ArrayNode command = node.putArray("command");
        program.command().forEach(command::add);
        node.put("port", program.port());
        node.set("environment", sorted(program.environment()));
        return node;
    }

    private static Program program(JsonNode node, Map<String, Secret> secrets) {
        List<String> command = items(node, "command").map(JsonNode::asText).toList();
        return new Program(
                text(node, "image"),
                word(node, "pull", Program.PullPolicy.class),
                command,
                integer(node, "port"),
                texts(node, "environment"),
                secrets);
    }

    private static ObjectNode limits(Limits limits) {
        ObjectNode node = NODES.objectNode();
        node.putObject("memory")
                .put("bytes", limits.memory().bytes())
                .put("text", limits.memory().text());
        return node.put("cpu_millis", limits.cpu().millis()).put("pids", limits.pids());
    }

    private static Limits limits(JsonNode node) {
        JsonNode memory = object(node, "memory");
        return new Limits(
                new DataSize(StoredFields.whole(memory, "bytes"), text(memory, "text")),
                new Cpu(StoredFields.whole(node, "cpu_millis")),
                integer(node, "pids"));
    }

    private static ObjectNode mount(Mount mount) {
        ObjectNode node = NODES.objectNode();
        switch (mount) {
            case Mount.Volume volume -> {
                node.put("type", "volume").put("name", volume.name()).put("driver", volume.driver());
                node.set("driver_options", sorted(volume.driverOptions()));
            }
            case Mount.Folder folder -> node.put("type", "folder").put("source", folder.source());
        }
        return node.put("target", mount.target()).put("read_only", mount.readOnly());
    }

    private static Mount mount(JsonNode node) {
        String target = text(node, "target");
        boolean readOnly = truth(node, "read_only");
        return switch (text(node, "type")) {
            case "volume" ->
                new Mount.Volume(
                        text(node, "name"), target, readOnly, text(node, "driver"), texts(node, "driver_options"));
            case "folder" -> new Mount.Folder(text(node, "source"), target, readOnly);
            case String other -> throw new IllegalArgumentException("unknown type of mount: " + other);
        };
    }

    private static ObjectNode sorted(Map<String, String> values) {
        ObjectNode node = NODES.objectNode();
        values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> node.put(each.getKey(), each.getValue()));
        return node;
    }
}
