package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.engine.EngineFailure.InUse;
import dev.berth.engine.EngineFailure.NotOurs;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.NetworkSpec;
import dev.berth.engine.NetworkView;
import dev.berth.engine.Networks;
import dev.berth.engine.OwnLabels;
import dev.berth.engine.docker.Answer.Done;
import dev.berth.engine.docker.Answer.Refusal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The networks of a Docker Engine.
///
/// Older engines let two networks have one name when they are made at the same moment. So the oldest of a
/// name is the one that counts, and whoever made a later one takes it back.
final class DockerNetworks implements Networks {

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final String MEMBER_TRAFFIC = "com.docker.network.bridge.enable_icc";

    private static final Comparator<JsonNode> OLDEST_FIRST = Comparator.<JsonNode, String>comparing(
                    network -> network.path("Created").asText())
            .thenComparing(network -> network.path("Id").asText());

    private final DockerApi api;

    DockerNetworks(DockerApi api) {
        this.api = api;
    }

    @Override
    public NetworkView ensure(NetworkSpec spec) {
        Optional<NetworkView> present = inspect(spec.name());
        if (present.isPresent()) {
            return present.get();
        }
        Answer answer = api.post("create network " + spec.name(), ApiPath.of("networks", "create"), body(spec));
        if (answer instanceof Done made) {
            takeBackUnlessOldest(spec.name(), made.body().path("Id").asText());
        } else if (answer instanceof Refusal refusal && refusal.status() != CONFLICT) {
            throw DockerErrors.ofNetworkCreate(refusal);
        }
        return inspect(spec.name())
                .orElseThrow(() -> DockerErrors.other(
                        new Refusal(NOT_FOUND, "network " + spec.name() + " went away while it was made")));
    }

    private static ObjectNode body(NetworkSpec spec) {
        ObjectNode body = ContainerRequest.object();
        body.put("Name", spec.name());
        body.put("Driver", "bridge");
        body.put("CheckDuplicate", true);
        body.put("Internal", spec.internal());
        body.set("Labels", ContainerRequest.object(spec.labels()));
        body.putObject("Options").put(MEMBER_TRAFFIC, Boolean.toString(spec.memberTraffic()));
        return body;
    }

    private void takeBackUnlessOldest(String name, String id) {
        boolean counts = named(name).stream()
                .findFirst()
                .map(oldest -> oldest.path("Id").asText().equals(id))
                .orElse(true);
        if (!counts) {
            api.delete("remove the second network " + name, ApiPath.of("networks", id))
                    .ifFound(DockerErrors::other);
        }
    }

    @Override
    public Optional<NetworkView> inspect(String name) {
        return named(name).stream().findFirst().map(DockerNetworks::view);
    }

    /// When the network was made; empty when there is none.
    Optional<Instant> madeAt(String name) {
        return named(name).stream()
                .map(network -> network.path("Created").asText())
                .filter(made -> !made.isEmpty())
                .map(made -> OffsetDateTime.parse(made).toInstant())
                .findFirst();
    }

    /// All that have exactly this name, the oldest first.
    private List<JsonNode> named(String name) {
        return list(Filters.name(name)).stream()
                .filter(network -> network.path("Name").asText().equals(name))
                .sorted(OLDEST_FIRST)
                .toList();
    }

    @Override
    public List<NetworkView> list(LabelSelector selector) {
        return list(Filters.labels(selector)).stream().map(DockerNetworks::view).toList();
    }

    private List<JsonNode> list(ObjectNode filters) {
        return api.get("list networks", ApiPath.of("networks").with("filters", filters))
                .orThrow(DockerErrors::other)
                .valueStream()
                .toList();
    }

    @Override
    public void remove(String name) {
        for (JsonNode network : named(name)) {
            if (!OwnLabels.areOn(ContainerJson.strings(network.path("Labels")))) {
                throw new NotOurs("network " + name);
            }
            api.delete(
                            "remove network " + name,
                            ApiPath.of("networks", network.path("Id").asText()))
                    .ifFound(refusal -> refusal.says("active endpoints")
                            ? new InUse("network " + name, "containers are attached to it")
                            : DockerErrors.other(refusal));
        }
    }

    private static NetworkView view(JsonNode network) {
        return new NetworkView(
                network.path("Id").asText(),
                network.path("Name").asText(),
                network.path("Driver").asText(),
                network.path("Internal").asBoolean(),
                ContainerJson.strings(network.path("Labels")),
                network.path("IPAM")
                        .path("Config")
                        .valueStream()
                        .map(range -> range.path("Subnet").asText())
                        .toList());
    }
}
