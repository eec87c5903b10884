package dev.berth.testkit.engine;

import dev.berth.engine.Containers.Removal;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineFailure.InUse;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.NetworkSpec;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.ContainerState;
import dev.berth.engine.container.LogChunk;
import dev.berth.engine.container.LogQuery;
import dev.berth.engine.container.LogStream;
import dev.berth.testkit.Eventually;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// An engine to be tested, an image on it, and everything that a test makes there, told by a label of its own
/// so that test runs that share an engine leave each other alone.
public final class EngineFixture implements AutoCloseable {

    private static final String LABEL = "dev.berth.test";

    private final Engine engine;
    private final String run;
    private final String image;
    private int names;

    public EngineFixture(Engine engine) {
        this.engine = engine;
        this.run = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        this.image = "berth-test/act:" + run;
        engine.images().importTar(TestImages.act(image, LABEL), new ByteArrayInputStream(TestImages.actRoot()));
    }

    public Engine engine() {
        return engine;
    }

    /// The image with the program `act`.
    public String image() {
        return image;
    }

    public Map<String, String> labels() {
        return Map.of(LABEL, run);
    }

    /// Everything that this run has made.
    public LabelSelector ours() {
        return LabelSelector.having(LABEL, run);
    }

    /// A name that nobody else uses.
    public synchronized String name() {
        names++;
        return "berth-test-" + run + "-" + names;
    }

    /// A container that does what the words say.
    public ContainerSpec.Builder act(String... words) {
        return ContainerSpec.builder(name(), image)
                .labels(labels())
                .command(Stream.concat(Stream.of("act"), Stream.of(words)).toList());
    }

    public ContainerId created(ContainerSpec.Builder spec) {
        return engine.containers().create(spec.build());
    }

    public ContainerId started(ContainerSpec.Builder spec) {
        ContainerId container = created(spec);
        engine.containers().start(container);
        return container;
    }

    /// A container that was started and has ended.
    public ContainerId ended(ContainerSpec.Builder spec) {
        ContainerId container = started(spec);
        awaitEnd(container);
        return container;
    }

    public String network() {
        String name = name();
        engine.networks().ensure(NetworkSpec.open(name, labels()));
        return name;
    }

    public ContainerState state(ContainerId container) {
        return engine.containers()
                .inspect(container)
                .orElseThrow(() -> new AssertionError("container " + container + " has gone"))
                .state();
    }

    public ContainerState.Exited awaitEnd(ContainerId container) {
        return Eventually.get(
                "container " + container + " ends",
                () -> state(container) instanceof ContainerState.Exited exited
                        ? Optional.of(exited)
                        : Optional.empty());
    }

    public List<LogChunk> log(ContainerId container, LogQuery query) {
        try (LogStream stream = engine.containers().logs(container, query)) {
            List<LogChunk> chunks = new ArrayList<>();
            for (Optional<LogChunk> next = stream.next(); next.isPresent(); next = stream.next()) {
                chunks.add(next.get());
            }
            return chunks;
        }
    }

    public List<String> lines(ContainerId container, LogChunk.Source source) {
        return log(container, LogQuery.everything()).stream()
                .filter(chunk -> chunk.source() == source)
                .map(chunk -> chunk.text().stripTrailing())
                .toList();
    }

    /// Waits until the container has written a line.
    public void awaitLine(ContainerId container, String line) {
        Eventually.holds(
                "container " + container + " writes " + line,
                () -> lines(container, LogChunk.Source.STDOUT).contains(line));
    }

    /// Removes all containers, networks and volumes of this run.
    public void clear() {
        engine.containers()
                .list(ours())
                .forEach(summary -> engine.containers().remove(summary.id(), Removal.FORCED_WITH_ANONYMOUS_VOLUMES));
        engine.volumes().list(ours()).forEach(volume -> engine.volumes().remove(volume.name()));
        engine.networks()
                .list(ours())
                .forEach(network ->
                        Eventually.holds("network " + network.name() + " is free", () -> isRemoved(network.name())));
    }

    private boolean isRemoved(String network) {
        try {
            engine.networks().remove(network);
            return true;
        } catch (InUse _) {
            return false;
        }
    }

    @Override
    public void close() {
        clear();
        engine.images().remove(image);
        engine.close();
    }
}
