package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.Mount;
import dev.berth.engine.container.NetworkAttachment;
import dev.berth.engine.container.PublishedPort;
import dev.berth.engine.container.ResourceLimits;
import dev.berth.engine.container.Restrictions;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;

/// Writes the body of Docker's request to make a container.
final class ContainerRequest {

    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    private ContainerRequest() {}

    static ObjectNode of(ContainerSpec spec) {
        ObjectNode body = object();
        body.put("Image", spec.image());
        putUnlessEmpty(body, "Hostname", spec.hostname());
        putUnlessEmpty(body, "User", spec.user());
        putUnlessEmpty(body, "StopSignal", spec.stopSignal());
        if (!spec.command().isEmpty()) {
            body.set("Cmd", array(spec.command()));
        }
        body.set(
                "Env",
                array(spec.environment().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList()));
        body.set("Labels", object(spec.labels()));
        ObjectNode exposed = body.putObject("ExposedPorts");
        spec.ports().forEach(port -> exposed.putObject(port.containerPort() + "/tcp"));
        body.set("HostConfig", hostConfig(spec));
        if (spec.network() instanceof NetworkAttachment.Named named) {
            body.putObject("NetworkingConfig")
                    .putObject("EndpointsConfig")
                    .putObject(named.network())
                    .set("Aliases", array(named.aliases()));
        }
        return body;
    }

    private static ObjectNode hostConfig(ContainerSpec spec) {
        ObjectNode config = object();
        config.put("NetworkMode", networkMode(spec.network()));
        config.put("Init", spec.init());
        config.putObject("RestartPolicy").put("Name", "no");
        config.putObject("LogConfig")
                .put("Type", "json-file")
                .putObject("Config")
                .put("max-size", Long.toString(spec.logBounds().fileBytes()))
                .put("max-file", Integer.toString(spec.logBounds().files()));
        putLimits(config, spec.limits());
        putRestrictions(config, spec.restrictions());
        putPorts(config, spec.ports());
        putMounts(config, spec.mounts());
        return config;
    }

    private static String networkMode(NetworkAttachment attachment) {
        return switch (attachment) {
            case NetworkAttachment.Named named -> named.network();
            case NetworkAttachment.Host _ -> "host";
            case NetworkAttachment.None _ -> "none";
        };
    }

    private static void putLimits(ObjectNode config, ResourceLimits limits) {
        if (limits.memoryBytes() > 0) {
            config.put("Memory", limits.memoryBytes());
            config.put("MemorySwap", limits.memoryBytes());
        }
        if (limits.cpus() > 0) {
            config.put(
                    "NanoCpus",
                    BigDecimal.valueOf(limits.cpus()).multiply(NANOS).longValue());
        }
        if (limits.pids() > 0) {
            config.put("PidsLimit", limits.pids());
        }
    }

    private static void putRestrictions(ObjectNode config, Restrictions restrictions) {
        config.put("ReadonlyRootfs", restrictions.readOnlyRoot());
        config.set("CapDrop", array(restrictions.droppedCapabilities()));
        config.set("CapAdd", array(restrictions.addedCapabilities()));
        if (restrictions.noNewPrivileges()) {
            config.putArray("SecurityOpt").add("no-new-privileges");
        }
    }

    private static void putPorts(ObjectNode config, Collection<PublishedPort> ports) {
        ObjectNode bindings = config.putObject("PortBindings");
        for (PublishedPort port : ports) {
            bindings.withArray("/" + port.containerPort() + "~1tcp")
                    .addObject()
                    .put("HostIp", port.hostAddress())
                    .put("HostPort", port.hostPort() == 0 ? "" : Integer.toString(port.hostPort()));
        }
    }

    private static void putMounts(ObjectNode config, Collection<Mount> mounts) {
        ArrayNode mounted = config.putArray("Mounts");
        ObjectNode tmpfs = config.putObject("Tmpfs");
        for (Mount mount : mounts) {
            switch (mount) {
                case Mount.Volume volume ->
                    putMount(mounted, "volume", volume.name(), volume).put("ReadOnly", volume.readOnly());
                case Mount.Bind bind ->
                    putMount(mounted, "bind", bind.source(), bind).put("ReadOnly", bind.readOnly());
                // Programs unpack libraries that they load from here, so it must be executable.
                case Mount.Tmpfs memory ->
                    tmpfs.put(memory.target(), "rw,exec,nosuid,nodev,mode=1777,size=" + memory.sizeBytes());
            }
        }
    }

    private static ObjectNode putMount(ArrayNode mounts, String type, String source, Mount mount) {
        return mounts.addObject().put("Type", type).put("Source", source).put("Target", mount.target());
    }

    private static void putUnlessEmpty(ObjectNode body, String field, String value) {
        if (!value.isEmpty()) {
            body.put(field, value);
        }
    }

    static ObjectNode object(Map<String, String> strings) {
        ObjectNode object = object();
        strings.forEach(object::put);
        return object;
    }

    static ArrayNode array(Collection<String> strings) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        strings.forEach(array::add);
        return array;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
