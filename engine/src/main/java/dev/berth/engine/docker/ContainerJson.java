package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerState;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.engine.container.ContainerView;
import dev.berth.engine.container.Mount;
import dev.berth.engine.container.PublishedPort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Reads what Docker tells of a container.
final class ContainerJson {

    private ContainerJson() {}

    static ContainerView view(JsonNode json) {
        JsonNode network = json.path("NetworkSettings");
        return new ContainerView(
                new ContainerId(json.path("Id").asText()),
                nameIn(json.path("Name").asText()),
                json.path("Config").path("Image").asText(),
                json.path("Image").asText(),
                strings(json.path("Config").path("Labels")),
                state(json.path("State")),
                addresses(network.path("Networks")),
                ports(network.path("Ports")),
                mounts(json.path("HostConfig")),
                Instant.parse(json.path("Created").asText()));
    }

    static ContainerState state(JsonNode state) {
        Instant startedAt = Instant.parse(state.path("StartedAt").asText());
        String error = state.path("Error").asText("");
        return switch (phase(state.path("Status").asText())) {
            case CREATED -> new ContainerState.Created(error);
            case RUNNING -> new ContainerState.Running(startedAt);
            case PAUSED -> new ContainerState.Paused(startedAt);
            case EXITED ->
                new ContainerState.Exited(
                        state.path("ExitCode").asInt(),
                        state.path("OOMKilled").asBoolean(),
                        error,
                        startedAt,
                        later(startedAt, Instant.parse(state.path("FinishedAt").asText())));
            case DEAD -> new ContainerState.Dead(error);
        };
    }

    /// Docker reads the two from different clocks, so a short run may seem to end before it begins.
    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    static ContainerState.Phase phase(String status) {
        return switch (status) {
            case "created" -> ContainerState.Phase.CREATED;
            case "running", "restarting" -> ContainerState.Phase.RUNNING;
            case "paused" -> ContainerState.Phase.PAUSED;
            case "exited" -> ContainerState.Phase.EXITED;
            default -> ContainerState.Phase.DEAD;
        };
    }

    static ContainerSummary summary(JsonNode json) {
        return new ContainerSummary(
                new ContainerId(json.path("Id").asText()),
                nameIn(json.path("Names").path(0).asText()),
                json.path("Image").asText(),
                strings(json.path("Labels")),
                phase(json.path("State").asText()),
                Instant.ofEpochSecond(json.path("Created").asLong()));
    }

    private static String nameIn(String slashed) {
        return slashed.startsWith("/") ? slashed.substring(1) : slashed;
    }

    static Map<String, String> strings(JsonNode object) {
        Map<String, String> strings = new HashMap<>();
        object.properties()
                .forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return strings;
    }

    private static Map<String, String> addresses(JsonNode networks) {
        Map<String, String> addresses = new HashMap<>();
        networks.properties().forEach(entry -> {
            String address = entry.getValue().path("IPAddress").asText("");
            if (!address.isEmpty()) {
                addresses.put(entry.getKey(), address);
            }
        });
        return addresses;
    }

    private static List<PublishedPort> ports(JsonNode ports) {
        List<PublishedPort> published = new ArrayList<>();
        ports.properties().stream()
                .filter(entry -> entry.getKey().endsWith("/tcp"))
                .forEach(entry -> entry.getValue()
                        .forEach(binding -> published.add(new PublishedPort(
                                portIn(entry.getKey()),
                                binding.path("HostIp").asText(),
                                binding.path("HostPort").asInt()))));
        return published;
    }

    /// The ports of the host that a container asks for, whether it runs or not.
    static List<Integer> wantedHostPorts(JsonNode container) {
        List<Integer> ports = new ArrayList<>();
        container
                .path("HostConfig")
                .path("PortBindings")
                .forEach(bindings -> bindings.forEach(
                        binding -> ports.add(binding.path("HostPort").asInt())));
        return ports;
    }

    /// The number in `8000/tcp`.
    static int portIn(String text) {
        return Integer.parseInt(text.substring(0, text.indexOf('/')));
    }

    private static List<Mount> mounts(JsonNode hostConfig) {
        Stream<Mount> mounted = hostConfig.path("Mounts").valueStream().map(ContainerJson::mount);
        Stream<Mount> tmpfs = hostConfig.path("Tmpfs").properties().stream()
                .map(entry ->
                        new Mount.Tmpfs(entry.getKey(), sizeIn(entry.getValue().asText())));
        return Stream.concat(mounted, tmpfs).toList();
    }

    private static Mount mount(JsonNode mount) {
        String source = mount.path("Source").asText();
        String target = mount.path("Target").asText();
        boolean readOnly = mount.path("ReadOnly").asBoolean();
        return mount.path("Type").asText().equals("bind")
                ? new Mount.Bind(source, target, readOnly)
                : new Mount.Volume(source, target, readOnly);
    }

    /// The bytes in `rw,size=1048576,mode=1777`.
    private static long sizeIn(String options) {
        return Stream.of(options.split(",", -1))
                .filter(option -> option.startsWith("size="))
                .mapToLong(option -> Long.parseLong(option.substring("size=".length())))
                .findFirst()
                .orElse(1);
    }
}
