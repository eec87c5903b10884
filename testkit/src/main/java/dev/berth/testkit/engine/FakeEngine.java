package dev.berth.testkit.engine;

import dev.berth.engine.Containers;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineInfo;
import dev.berth.engine.EventSubscription;
import dev.berth.engine.ImageView;
import dev.berth.engine.Images;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.Networks;
import dev.berth.engine.Volumes;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ExecId;
import dev.berth.engine.container.LogChunk;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An engine in memory. It behaves: what was started runs until it is stopped, killed, or told to exit.
///
/// Beside the port it offers what happens to real engines: containers that end by themselves, ports and
/// folders that others hold or remove, a registry, going away and coming back ([#faults]). A test that plays
/// an operator behind Berth's back simply calls the port.
///
/// Containers of an image that was imported run the program `act`, see [TestImages]; those of an image from
/// [#haveImage] run whatever command they have until they are stopped.
public final class FakeEngine implements Engine {

    private final FakeWorld world;
    private final FakeStarts starts;
    private final FakeContainers containers;
    private final FakeImages images;
    private final FakeNetworks networks;
    private final FakeVolumes volumes;

    public FakeEngine() {
        this(InstantSource.system());
    }

    public FakeEngine(InstantSource clock) {
        world = new FakeWorld(clock);
        starts = new FakeStarts(world);
        containers = new FakeContainers(world, starts);
        images = new FakeImages(world);
        networks = new FakeNetworks(world);
        volumes = new FakeVolumes(world);
    }

    @Override
    public EngineInfo info() {
        return world.call(
                Operation.INFO, () -> new EngineInfo("fake-engine", "fake-host", "0.0.1", "1.41", 2, 4, 8L << 30));
    }

    @Override
    public Optional<Instant> startedAt() {
        return world.call(Operation.INFO, () -> Optional.of(world.startedAt));
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
        return world.alone(() -> new FakeSubscription(world, selector, since));
    }

    @Override
    public void close() {}

    /// Single failures, lost answers, calls that wait, and how often each operation was asked for.
    public FakeFaults faults() {
        return world.faults;
    }

    /// From now on commands in containers end with this code; 0 lets each end as it wants to.
    public void execsEndWith(int exitCode) {
        world.alone(() -> world.execExit = exitCode);
    }

    /// From now on commands that do not end in time cannot be killed, or can again.
    public void lateExecsRunOn(boolean runOn) {
        world.alone(() -> world.leftExec = runOn ? new ExecId("left") : null);
    }

    /// The engine stops answering; its containers run on.
    public void goDown() {
        world.faults.engineDown();
        cutEvents();
    }

    public void comeBack() {
        world.alone(world.faults::engineUp);
    }

    /// The engine restarts: what ran has ended, and nobody was told.
    public void restart() {
        world.alone(() -> {
            world.containers.values().stream()
                    .filter(FakeContainer::isAlive)
                    .forEach(container -> container.exited(137, false, world.now()));
            world.startedAt = world.now();
        });
        cutEvents();
    }

    /// The engine was killed and comes back: what still ran it ends, and tells that as if somebody had asked for it.
    public void comeBackAfterDeath() {
        List<ContainerId> alive = world.alone(() -> world.containers.entrySet().stream()
                .filter(each -> each.getValue().isAlive())
                .map(Map.Entry::getKey)
                .toList());
        alive.forEach(each -> containers.stop(each, Duration.ZERO));
        world.alone(() -> world.startedAt = world.now().plusNanos(1));
        cutEvents();
    }

    /// Breaks the connections over which events come. The subscriptions connect again by themselves.
    public void cutEvents() {
        world.alone(() -> world.connectionEra++);
    }

    /// The engine holds an image in which every command runs until it is stopped.
    public void haveImage(String reference, Integer... exposedPorts) {
        world.alone(() -> world.images.put(FakeImages.normalized(reference), plainImage(reference, exposedPorts)));
    }

    /// A registry offers such an image to be pulled.
    public void offerImage(String reference, Integer... exposedPorts) {
        world.alone(() -> world.registry.put(FakeImages.normalized(reference), plainImage(reference, exposedPorts)));
    }

    private FakeImage plainImage(String reference, Integer... exposedPorts) {
        List<String> references = List.of(FakeImages.normalized(reference));
        ImageView view =
                new ImageView("sha256:" + world.nextId(), references, Set.of(exposedPorts), Map.of(), 1L << 20);
        return new FakeImage(view, List.of(), false);
    }

    /// The container's main process ends by itself.
    public void exit(ContainerId container, int exitCode) {
        world.alone(() -> world.end(world.container(container), exitCode, false));
    }

    /// The container's memory is used up, and it is killed for it.
    public void useUpMemory(ContainerId container) {
        world.alone(() -> world.end(world.container(container), 137, true));
    }

    /// The container's main process writes.
    public void write(ContainerId container, LogChunk.Source source, String text) {
        world.alone(() -> world.container(container).wrote(source, text, world.now()));
    }

    /// Something that is no container of this engine holds a port of the host.
    public void occupyPort(int port) {
        world.alone(() -> world.occupiedPorts.add(port));
    }

    public void freePort(int port) {
        world.alone(() -> world.occupiedPorts.remove(port));
    }

    /// Every folder of the host exists unless it is said to be missing.
    public void loseFolder(String path) {
        world.alone(() -> world.missingFolders.add(path));
    }

    public void makeFolder(String path) {
        world.alone(() -> world.missingFolders.remove(path));
    }

    /// Someone else removes a network, which the port does only for Berth's own.
    public void removeForeignNetwork(String name) {
        world.alone(() -> world.networks.remove(name));
    }

    /// Someone else removes a volume, which the port does only for Berth's own.
    public void removeForeignVolume(String name) {
        world.alone(() -> world.volumes.remove(name));
    }

    /// Containers that start from now on have this address on their network, so that a test can answer there.
    public void giveAddress(String address) {
        world.alone(() -> starts.fixAddress(address));
    }
}
