package dev.berth.testkit.engine;

import dev.berth.engine.EngineEvent.Change;
import dev.berth.engine.EngineEvent.ContainerChanged;
import dev.berth.engine.EngineFailure.NoSuchContainer;
import dev.berth.engine.NetworkView;
import dev.berth.engine.VolumeView;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ExecId;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything that a [FakeEngine] knows, behind one lock.
final class FakeWorld {

    // Protects every field below, and the state of every container.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    final FakeFaults faults = new FakeFaults();
    final Map<ContainerId, FakeContainer> containers = new LinkedHashMap<>();
    final Map<String, FakeImage> images = new HashMap<>();
    final Map<String, FakeImage> registry = new HashMap<>();
    final Map<String, NetworkView> networks = new HashMap<>();
    final Map<String, VolumeView> volumes = new HashMap<>();
    final Set<Integer> occupiedPorts = new HashSet<>();
    final Set<String> missingFolders = new HashSet<>();
    final List<ContainerChanged> events = new ArrayList<>();
    private final InstantSource clock;
    private long lastId;
    /// Counts how often event connections were cut.
    long connectionEra;
    Instant startedAt;
    /// How commands in containers end; 0 lets them.
    int execExit;
    /// What a command that does not end in time is left as; null when it can be killed.
    @Nullable
    ExecId leftExec;

    FakeWorld(InstantSource clock) {
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /// A call of the port: may fail as planted, and is carried out alone.
    <T> T call(Operation operation, Supplier<T> work) {
        return faults.around(operation, () -> alone(work));
    }

    void call(Operation operation, Runnable work) {
        call(operation, () -> {
            work.run();
            return true;
        });
    }

    <T> T alone(Supplier<T> work) {
        lock.lock();
        try {
            T result = work.get();
            changed.signalAll();
            return result;
        } finally {
            lock.unlock();
        }
    }

    void alone(Runnable work) {
        alone(() -> {
            work.run();
            return true;
        });
    }

    /// Waits until something is so. Only inside [#alone].
    ///
    /// @return false when the thread was interrupted instead
    boolean awaitUntil(BooleanSupplier isSo) {
        try {
            while (!isSo.getAsBoolean()) {
                changed.await();
            }
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Instant now() {
        return clock.instant();
    }

    String nextId() {
        lastId++;
        return "%064x".formatted(lastId);
    }

    FakeContainer container(ContainerId id) {
        FakeContainer container = containers.get(id);
        if (container == null) {
            throw new NoSuchContainer(id);
        }
        return container;
    }

    void tell(FakeContainer container, Change change) {
        events.add(new ContainerChanged(container.id, container.spec.labels(), change, now()));
    }

    /// Ends a container that is alive.
    void end(FakeContainer container, int exitCode, boolean oomKilled) {
        if (oomKilled) {
            tell(container, new Change.MemoryUsedUp());
        }
        container.exited(exitCode, oomKilled, now());
        tell(container, new Change.Exited(exitCode));
    }
}
