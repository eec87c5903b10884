package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.engine.EngineFailure.InUse;
import dev.berth.engine.EngineFailure.NotOurs;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.OwnLabels;
import dev.berth.engine.VolumeSpec;
import dev.berth.engine.VolumeView;
import dev.berth.engine.Volumes;
import java.util.List;
import java.util.Optional;

/// The named volumes of a Docker Engine.
final class DockerVolumes implements Volumes {

    private static final int CONFLICT = 409;

    private final DockerApi api;

    DockerVolumes(DockerApi api) {
        this.api = api;
    }

    @Override
    public VolumeView create(VolumeSpec spec) {
        return inspect(spec.name()).orElseGet(() -> make(spec));
    }

    private VolumeView make(VolumeSpec spec) {
        ObjectNode body = ContainerRequest.object();
        body.put("Name", spec.name());
        body.put("Driver", spec.driver());
        body.set("DriverOpts", ContainerRequest.object(spec.options()));
        body.set("Labels", ContainerRequest.object(spec.labels()));
        return view(api.post("create volume " + spec.name(), ApiPath.of("volumes", "create"), body)
                .orThrow(DockerErrors::ofSpec));
    }

    @Override
    public Optional<VolumeView> inspect(String name) {
        return api.get("inspect volume " + name, ApiPath.of("volumes", name))
                .ifFound(DockerErrors::other)
                .map(DockerVolumes::view);
    }

    @Override
    public List<VolumeView> list(LabelSelector selector) {
        return api.get("list volumes", ApiPath.of("volumes").with("filters", Filters.labels(selector)))
                .orThrow(DockerErrors::other)
                .path("Volumes")
                .valueStream()
                .map(DockerVolumes::view)
                .toList();
    }

    @Override
    public void remove(String name) {
        Optional<VolumeView> present = inspect(name);
        if (present.isEmpty()) {
            return;
        }
        if (!OwnLabels.areOn(present.get().labels())) {
            throw new NotOurs("volume " + name);
        }
        api.delete("remove volume " + name, ApiPath.of("volumes", name))
                .ifFound(refusal -> refusal.status() == CONFLICT
                        ? new InUse("volume " + name, refusal.message())
                        : DockerErrors.other(refusal));
    }

    private static VolumeView view(JsonNode volume) {
        return new VolumeView(
                volume.path("Name").asText(),
                volume.path("Driver").asText(),
                ContainerJson.strings(volume.path("Options")),
                ContainerJson.strings(volume.path("Labels")));
    }
}
