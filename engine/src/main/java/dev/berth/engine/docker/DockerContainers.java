package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.engine.Containers;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.InvalidSpec;
import dev.berth.engine.EngineFailure.MountMissing;
import dev.berth.engine.EngineFailure.NetworkMissing;
import dev.berth.engine.EngineFailure.NoSuchContainer;
import dev.berth.engine.EngineFailure.WrongState;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerStats;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.engine.container.ContainerView;
import dev.berth.engine.container.ExecId;
import dev.berth.engine.container.ExecOutcome;
import dev.berth.engine.container.LogQuery;
import dev.berth.engine.container.LogStream;
import dev.berth.engine.container.Mount;
import dev.berth.engine.container.NetworkAttachment;
import dev.berth.engine.docker.Answer.Done;
import dev.berth.engine.docker.Answer.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The containers of a Docker Engine.
final class DockerContainers implements Containers {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final Duration NO_GRACE = Duration.ZERO;

    private final DockerApi api;
    private final DockerNetworks networks;
    private final DockerVolumes volumes;
    private final DockerStats stats;

    DockerContainers(DockerApi api, DockerNetworks networks, DockerVolumes volumes, DockerStats stats) {
        this.api = api;
        this.networks = networks;
        this.volumes = volumes;
        this.stats = stats;
    }

    @Override
    public ContainerId create(ContainerSpec spec) {
        requireWhatDockerWouldNotMiss(spec);
        JsonNode created = api.post(
                        "create container " + spec.name(),
                        ApiPath.of("containers", "create").with("name", spec.name()),
                        ContainerRequest.of(spec))
                .orThrow(refusal -> DockerErrors.ofCreate(spec, refusal));
        return new ContainerId(created.path("Id").asText());
    }

    /// Docker would make a missing volume itself, without our labels, and tell of a missing network only
    /// when the container starts.
    private void requireWhatDockerWouldNotMiss(ContainerSpec spec) {
        if (spec.network() instanceof NetworkAttachment.Named named
                && networks.inspect(named.network()).isEmpty()) {
            throw new NetworkMissing(named.network());
        }
        for (Mount mount : spec.mounts()) {
            if (mount instanceof Mount.Volume volume
                    && volumes.inspect(volume.name()).isEmpty()) {
                throw new MountMissing(volume.name());
            }
        }
    }

    @Override
    public void start(ContainerId container) {
        Answer answer = api.post("start container " + container, path(container, "start"));
        if (answer instanceof Refusal refusal) {
            throw startFailure(container, refusal);
        }
    }

    private EngineFailure startFailure(ContainerId container, Refusal refusal) {
        if (refusal.status() == CONFLICT) {
            return wrongState(container, "start");
        }
        List<Integer> hostPorts =
                json(container).map(ContainerJson::wantedHostPorts).orElse(List.of());
        return DockerErrors.ofStart(container, hostPorts, refusal);
    }

    @Override
    public void stop(ContainerId container, Duration grace) {
        long seconds = grace.plusMillis(999).toSeconds();
        api.post("stop container " + container, path(container, "stop").with("t", seconds), Duration.ofSeconds(seconds))
                .orThrow(refusal -> DockerErrors.ofContainer(container, refusal));
    }

    @Override
    public void kill(ContainerId container, String signal) {
        Answer answer = api.post(
                "signal container " + container, path(container, "kill").with("signal", signal));
        switch (answer) {
            case Done _ -> {}
            case Refusal refusal when refusal.status() == CONFLICT -> {}
            case Refusal refusal when refusal.status() == BAD_REQUEST -> throw new InvalidSpec(refusal.message());
            case Refusal refusal -> throw DockerErrors.ofContainer(container, refusal);
        }
    }

    @Override
    public void pause(ContainerId container) {
        move(container, "pause", Phase.PAUSED);
    }

    @Override
    public void unpause(ContainerId container) {
        move(container, "unpause", Phase.RUNNING);
    }

    /// What a refusal means depends on what the container does now, which may have changed since.
    private void move(ContainerId container, String operation, Phase wanted) {
        Answer answer = api.post(operation + " container " + container, path(container, operation));
        if (answer instanceof Refusal refusal) {
            Phase phase = phase(container);
            if (phase == wanted) {
                return;
            }
            throw phase == Phase.RUNNING || phase == Phase.PAUSED
                    ? DockerErrors.ofContainer(container, refusal)
                    : new WrongState(container, phase, operation);
        }
    }

    @Override
    public void rename(ContainerId container, String name) {
        Answer answer = api.post(
                "rename container " + container, path(container, "rename").with("name", name));
        boolean done = !(answer instanceof Refusal)
                || json(container)
                        .map(ContainerJson::view)
                        .filter(view -> view.name().equals(name))
                        .isPresent();
        if (!done && answer instanceof Refusal refusal) {
            throw DockerErrors.ofRename(container, name, refusal);
        }
    }

    @Override
    public void remove(ContainerId container, Removal removal) {
        ApiPath path = path(container)
                .with("force", removal != Removal.STOPPED)
                .with("v", removal == Removal.FORCED_WITH_ANONYMOUS_VOLUMES);
        Answer answer = api.delete("remove container " + container, path);
        switch (answer) {
            case Done _ -> {}
            case Refusal refusal when refusal.status() == NOT_FOUND -> {}
            case Refusal refusal
            when refusal.status() == CONFLICT && refusal.says("already in progress") -> awaitRemoval(container);
            case Refusal refusal when refusal.status() == CONFLICT -> throw wrongState(container, "remove");
            case Refusal refusal -> throw DockerErrors.other(refusal);
        }
    }

    /// Someone else is removing it.
    private void awaitRemoval(ContainerId container) {
        api.post(
                        "await removal of container " + container,
                        path(container, "wait").with("condition", "removed"),
                        NO_GRACE)
                .ifFound(DockerErrors::other);
    }

    @Override
    public Optional<ContainerView> inspect(ContainerId container) {
        return json(container).map(ContainerJson::view);
    }

    @Override
    public Optional<ContainerView> inspect(String name) {
        // Docker would also find one whose id begins so.
        return json(name).map(ContainerJson::view).filter(view -> view.name().equals(name));
    }

    @Override
    public List<ContainerSummary> list(LabelSelector selector) {
        ApiPath path = ApiPath.of("containers", "json").with("all", true).with("filters", Filters.labels(selector));
        return api.get("list containers", path)
                .orThrow(DockerErrors::other)
                .valueStream()
                .map(ContainerJson::summary)
                .toList();
    }

    @Override
    public LogStream logs(ContainerId container, LogQuery query) {
        return DockerLogStream.open(api, container, query);
    }

    @Override
    public boolean runs(ExecId exec) {
        return api.get("look at command " + exec, ApiPath.of("exec", exec.value(), "json"))
                .ifFound(DockerErrors::other)
                .filter(seen -> seen.path("Running").asBoolean())
                .isPresent();
    }

    @Override
    public ExecOutcome exec(ContainerId container, List<String> command, Duration limit) throws InterruptedException {
        return new DockerExec(api, container)
                .run(
                        command,
                        limit,
                        refusal -> refusal.status() == CONFLICT
                                ? wrongState(container, "exec")
                                : DockerErrors.ofContainer(container, refusal));
    }

    @Override
    public ContainerStats stats(ContainerId container) {
        JsonNode json = json(container).orElseThrow(() -> new NoSuchContainer(container));
        return stats.sample(container, json).orElseThrow(() -> wrongState(container, "stats"));
    }

    private Optional<JsonNode> json(ContainerId container) {
        return json(container.value());
    }

    private Optional<JsonNode> json(String idOrName) {
        return api.get("inspect container " + idOrName, ApiPath.of("containers", idOrName, "json"))
                .ifFound(DockerErrors::other);
    }

    private EngineFailure wrongState(ContainerId container, String operation) {
        return new WrongState(container, phase(container), operation);
    }

    private Phase phase(ContainerId container) {
        return inspect(container)
                .orElseThrow(() -> new NoSuchContainer(container))
                .state()
                .phase();
    }

    private static ApiPath path(ContainerId container, String operation) {
        return ApiPath.of("containers", container.value(), operation);
    }

    private static ApiPath path(ContainerId container) {
        return ApiPath.of("containers", container.value());
    }
}
