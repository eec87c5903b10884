package dev.berth.testkit.engine;

import static java.util.stream.Collectors.joining;

import dev.berth.engine.Containers;
import dev.berth.engine.EngineEvent.Change;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.ImageUnavailable;
import dev.berth.engine.EngineFailure.MountMissing;
import dev.berth.engine.EngineFailure.NameTaken;
import dev.berth.engine.EngineFailure.NetworkMissing;
import dev.berth.engine.EngineFailure.WrongState;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerStats;
import dev.berth.engine.container.ContainerStats.Traffic;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.engine.container.ContainerView;
import dev.berth.engine.container.ExecId;
import dev.berth.engine.container.ExecOutcome;
import dev.berth.engine.container.LogQuery;
import dev.berth.engine.container.LogStream;
import dev.berth.engine.container.Mount;
import dev.berth.engine.container.NetworkAttachment;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The containers of a [FakeEngine].
final class FakeContainers implements Containers {

    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;
    private static final long MACHINE_MEMORY_BYTES = 8L << 30;

    private final FakeWorld world;
    private final FakeStarts starts;

    FakeContainers(FakeWorld world, FakeStarts starts) {
        this.world = world;
        this.starts = starts;
    }

    @Override
    public ContainerId create(ContainerSpec spec) {
        return world.call(Operation.CREATE, () -> {
            requireFreeName(spec.name());
            FakeImage image = world.images.get(FakeImages.normalized(spec.image()));
            if (image == null) {
                throw new ImageUnavailable(spec.image(), ImageUnavailable.Reason.NOT_PRESENT, "no such image");
            }
            requireNetwork(spec.network());
            spec.mounts().forEach(this::requireSource);
            FakeContainer container = new FakeContainer(new ContainerId(world.nextId()), spec, image, world.now());
            world.containers.put(container.id, container);
            world.tell(container, new Change.Created());
            return container.id;
        });
    }

    private void requireFreeName(String name) {
        byName(name).ifPresent(holder -> {
            throw new NameTaken(name, holder.id);
        });
    }

    private void requireNetwork(NetworkAttachment attachment) {
        if (attachment instanceof NetworkAttachment.Named named && !world.networks.containsKey(named.network())) {
            throw new NetworkMissing(named.network());
        }
    }

    private void requireSource(Mount mount) {
        boolean present = switch (mount) {
            case Mount.Bind bind -> !world.missingFolders.contains(bind.source());
            case Mount.Volume volume -> world.volumes.containsKey(volume.name());
            case Mount.Tmpfs _ -> true;
        };
        if (!present) {
            throw new MountMissing(mount instanceof Mount.Bind bind ? bind.source() : ((Mount.Volume) mount).name());
        }
    }

    @Override
    public void start(ContainerId id) {
        world.call(Operation.START, () -> {
            FakeContainer container = world.container(id);
            switch (container.state().phase()) {
                case RUNNING -> {}
                case PAUSED, DEAD -> throw wrongState(container, "start");
                case CREATED, EXITED -> startOrTell(container);
            }
        });
    }

    private void startOrTell(FakeContainer container) {
        try {
            container.spec.mounts().forEach(this::requireSource);
            starts.start(container);
        } catch (EngineFailure e) {
            container.startFailed(e.getMessage() == null ? "" : e.getMessage(), world.now());
            throw e;
        }
    }

    @Override
    public void stop(ContainerId id, Duration grace) {
        world.call(Operation.STOP, () -> {
            FakeContainer container = world.container(id);
            if (container.isAlive()) {
                world.tell(container, new Change.Signalled(SIGTERM));
                boolean deaf = container.program().ending() instanceof FakeProgram.Ending.IgnoresTerm;
                if (deaf) {
                    world.tell(container, new Change.Signalled(SIGKILL));
                }
                world.end(container, deaf ? 137 : 0, false);
                world.tell(container, new Change.Stopped());
            }
        });
    }

    @Override
    public void kill(ContainerId id, String signal) {
        world.call(Operation.KILL, () -> {
            FakeContainer container = world.container(id);
            if (!container.isAlive()) {
                return;
            }
            switch (signal) {
                case "SIGKILL" -> {
                    world.tell(container, new Change.Signalled(SIGKILL));
                    world.end(container, 137, false);
                }
                case "SIGTERM" -> {
                    world.tell(container, new Change.Signalled(SIGTERM));
                    if (!(container.program().ending() instanceof FakeProgram.Ending.IgnoresTerm)) {
                        world.end(container, 0, false);
                    }
                }
                case "SIGHUP" -> world.tell(container, new Change.Signalled(1));
                default -> throw new EngineFailure.InvalidSpec("the fake knows no signal " + signal);
            }
        });
    }

    @Override
    public void pause(ContainerId id) {
        world.call(Operation.PAUSE, () -> {
            FakeContainer container = world.container(id);
            switch (container.state().phase()) {
                case PAUSED -> {}
                case RUNNING -> {
                    container.paused();
                    world.tell(container, new Change.Paused());
                }
                case CREATED, EXITED, DEAD -> throw wrongState(container, "pause");
            }
        });
    }

    @Override
    public void unpause(ContainerId id) {
        world.call(Operation.UNPAUSE, () -> {
            FakeContainer container = world.container(id);
            switch (container.state().phase()) {
                case RUNNING -> {}
                case PAUSED -> {
                    container.unpaused();
                    world.tell(container, new Change.Unpaused());
                }
                case CREATED, EXITED, DEAD -> throw wrongState(container, "unpause");
            }
        });
    }

    @Override
    public void rename(ContainerId id, String name) {
        world.call(Operation.RENAME, () -> {
            FakeContainer container = world.container(id);
            if (!container.name().equals(name)) {
                requireFreeName(name);
                container.renamed(name);
            }
        });
    }

    @Override
    public void remove(ContainerId id, Removal removal) {
        world.call(Operation.REMOVE, () -> {
            FakeContainer container = world.containers.get(id);
            if (container == null) {
                return;
            }
            if (container.isAlive()) {
                if (removal == Removal.STOPPED) {
                    throw wrongState(container, "remove");
                }
                world.tell(container, new Change.Signalled(SIGKILL));
                world.end(container, 137, false);
            }
            world.containers.remove(id);
            world.tell(container, new Change.Removed());
        });
    }

    @Override
    public Optional<ContainerView> inspect(ContainerId id) {
        return world.call(
                Operation.INSPECT,
                () -> Optional.ofNullable(world.containers.get(id)).map(FakeContainer::view));
    }

    @Override
    public Optional<ContainerView> inspect(String name) {
        return world.call(Operation.INSPECT, () -> byName(name).map(FakeContainer::view));
    }

    @Override
    public List<ContainerSummary> list(LabelSelector selector) {
        return world.call(
                Operation.LIST,
                () -> world.containers.values().stream()
                        .filter(container -> selector.matches(container.spec.labels()))
                        .map(FakeContainer::summary)
                        .toList());
    }

    @Override
    public LogStream logs(ContainerId id, LogQuery query) {
        return world.call(Operation.LOGS, () -> new FakeLogStream(world, world.container(id), query));
    }

    @Override
    public ContainerStats stats(ContainerId id) {
        return world.call(Operation.STATS, () -> {
            FakeContainer container = world.container(id);
            if (!container.isAlive()) {
                throw wrongState(container, "stats");
            }
            long limit = container.spec.limits().memoryBytes();
            Traffic traffic = container.spec.network() instanceof NetworkAttachment.Host
                    ? new Traffic.NotCounted()
                    : new Traffic.Counted(0, 0);
            return new ContainerStats(
                    world.now(),
                    container.cpuTime(world.now()),
                    1L << 20,
                    limit == 0 ? MACHINE_MEMORY_BYTES : limit,
                    traffic,
                    0,
                    0,
                    1);
        });
    }

    @Override
    public ExecOutcome exec(ContainerId id, List<String> command, Duration limit) {
        return world.call(Operation.EXEC, () -> {
            FakeContainer container = world.container(id);
            if (container.state().phase() != Phase.RUNNING) {
                throw wrongState(container, "exec");
            }
            if (!command.getFirst().equals(FakeProgram.ACT)) {
                return new ExecOutcome.Ended(126, "no such program: " + command.getFirst());
            }
            FakeProgram program = FakeProgram.ofAct(command.subList(1, command.size()));
            String output =
                    program.outputs().stream().map(FakeProgram.Output::text).collect(joining());
            int broken = world.execExit;
            return switch (program.ending()) {
                case FakeProgram.Ending.Exits exits ->
                    new ExecOutcome.Ended(broken == 0 ? exits.code() : broken, output);
                case FakeProgram.Ending.Waits _,
                        FakeProgram.Ending.IgnoresTerm _,
                        FakeProgram.Ending.Burns _,
                        FakeProgram.Ending.EatsMemory _ ->
                    world.leftExec == null ? new ExecOutcome.Killed() : new ExecOutcome.RunsOn(world.leftExec);
            };
        });
    }

    @Override
    public boolean runs(ExecId exec) {
        return world.call(Operation.EXEC, () -> exec.equals(world.leftExec));
    }

    private Optional<FakeContainer> byName(String name) {
        return world.containers.values().stream()
                .filter(container -> container.name().equals(name))
                .findFirst();
    }

    private static WrongState wrongState(FakeContainer container, String operation) {
        Phase phase = container.state().phase();
        return new WrongState(container.id, phase, operation);
    }
}
