package dev.berth.testkit.engine;

import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.ContainerState;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.engine.container.ContainerView;
import dev.berth.engine.container.LogChunk;
import dev.berth.engine.container.NetworkAttachment;
import dev.berth.engine.container.PublishedPort;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A container of a [FakeEngine]. Every use is made under the lock of its [FakeWorld].
final class FakeContainer {

    final ContainerId id;
    final ContainerSpec spec;
    final List<LogChunk> log = new ArrayList<>();
    private final FakeImage image;
    private final Instant createdAt;
    private String name;
    private ContainerState state = new ContainerState.Created("");
    private Map<String, String> addresses = Map.of();
    private List<PublishedPort> ports = List.of();
    private FakeProgram program = FakeProgram.waiting();

    FakeContainer(ContainerId id, ContainerSpec spec, FakeImage image, Instant createdAt) {
        this.id = id;
        this.spec = spec;
        this.name = spec.name();
        this.image = image;
        this.createdAt = createdAt;
    }

    String name() {
        return name;
    }

    void renamed(String other) {
        name = other;
    }

    ContainerState state() {
        return state;
    }

    FakeImage image() {
        return image;
    }

    List<PublishedPort> ports() {
        return ports;
    }

    FakeProgram program() {
        return program;
    }

    boolean isAlive() {
        return switch (state.phase()) {
            case RUNNING, PAUSED -> true;
            case CREATED, EXITED, DEAD -> false;
        };
    }

    /// The words that it runs.
    List<String> command() {
        return spec.command().isEmpty() ? image.command() : spec.command();
    }

    void started(FakeProgram runs, String address, List<PublishedPort> published, Instant now) {
        program = runs;
        state = new ContainerState.Running(now);
        ports = published;
        addresses =
                spec.network() instanceof NetworkAttachment.Named named ? Map.of(named.network(), address) : Map.of();
    }

    void startFailed(String error, Instant now) {
        state = switch (state) {
            case ContainerState.Exited exited ->
                new ContainerState.Exited(exited.exitCode(), false, error, exited.startedAt(), now);
            case ContainerState.Created _, ContainerState.Running _, ContainerState.Paused _, ContainerState.Dead _ ->
                new ContainerState.Created(error);
        };
    }

    void paused() {
        state = new ContainerState.Paused(startedAt());
    }

    void unpaused() {
        state = new ContainerState.Running(startedAt());
    }

    void exited(int code, boolean oomKilled, Instant now) {
        state = new ContainerState.Exited(code, oomKilled, "", startedAt(), now);
        addresses = Map.of();
        ports = List.of();
    }

    void wrote(LogChunk.Source source, String text, Instant now) {
        log.add(new LogChunk(source, now, text.getBytes(StandardCharsets.UTF_8)));
    }

    Duration cpuTime(Instant now) {
        return program.ending() instanceof FakeProgram.Ending.Burns
                ? Duration.between(startedAt(), now)
                : Duration.ZERO;
    }

    ContainerView view() {
        return new ContainerView(
                id,
                name,
                spec.image(),
                image.view().id(),
                spec.labels(),
                state,
                addresses,
                ports,
                spec.mounts(),
                createdAt);
    }

    ContainerSummary summary() {
        return new ContainerSummary(id, name, spec.image(), spec.labels(), state.phase(), createdAt);
    }

    private Instant startedAt() {
        return switch (state) {
            case ContainerState.Running running -> running.startedAt();
            case ContainerState.Paused paused -> paused.startedAt();
            case ContainerState.Exited exited -> exited.startedAt();
            case ContainerState.Created _, ContainerState.Dead _ -> createdAt;
        };
    }
}
