package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.engine.Containers;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineInfo;
import dev.berth.engine.EventSubscription;
import dev.berth.engine.Images;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.Networks;
import dev.berth.engine.Volumes;
import java.time.Instant;
import java.util.Optional;

/// A Docker Engine, reached through its HTTP API.
final class DockerEngine implements Engine {

    private static final String DEFAULT_NETWORK = "bridge";

    private final DockerApi api;
    private final DockerContainers containers;
    private final DockerImages images;
    private final DockerNetworks networks;
    private final DockerVolumes volumes;

    DockerEngine(DockerSettings settings) {
        api = new DockerApi(settings);
        networks = new DockerNetworks(api);
        volumes = new DockerVolumes(api);
        images = new DockerImages(api, settings);
        containers = new DockerContainers(api, networks, volumes, new DockerStats(api, settings.isLocal()));
    }

    @Override
    public EngineInfo info() {
        JsonNode info = api.get("ask for information", ApiPath.of("info")).orThrow(DockerErrors::other);
        return new EngineInfo(
                info.path("ID").asText(),
                info.path("Name").asText(),
                info.path("ServerVersion").asText(),
                api.version().toString(),
                info.path("CgroupVersion").asInt(1),
                info.path("NCPU").asInt(),
                info.path("MemTotal").asLong());
    }

    /// Docker makes its default network anew at each start, unless an operator has it made without one.
    @Override
    public Optional<Instant> startedAt() {
        return networks.madeAt(DEFAULT_NETWORK);
    }

    @Override
    public Containers containers() {
        return containers;
    }

    @Override
    public Images images() {
        return images;
    }

    @Override
    public Networks networks() {
        return networks;
    }

    @Override
    public Volumes volumes() {
        return volumes;
    }

    @Override
    public EventSubscription events(LabelSelector selector, Instant since) {
        return new DockerSubscription(api, selector, since);
    }

    @Override
    public void close() {
        api.close();
    }
}
