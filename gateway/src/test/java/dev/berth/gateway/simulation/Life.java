package dev.berth.gateway.simulation;

import dev.berth.domain.agent.AgentId;
import dev.berth.gateway.line.Alarms;
import dev.berth.gateway.line.Deliverer;
import dev.berth.gateway.line.Destination.At;
import dev.berth.gateway.simulation.Scenario.Sleep;
import dev.berth.gateway.simulation.Timeline.Scope;
import dev.berth.journal.memory.MemoryJournal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// One life of the server, from its start to its crash. All that is in its memory goes with it.
final class Life implements Alarms {

    private static final long IDLE_LOOK = 1000;

    private final World world;
    private final Scope scope = new Scope();
    private final MemoryJournal disk;
    private final WatchedJournal journal;
    private final Front front;
    private final Deliverer deliverer;
    private final long since;
    private final Set<Wire> wires = new LinkedHashSet<>();
    private final Map<AgentId, Long> lastWork = new HashMap<>();
    private boolean writing;

    Life(World world) {
        this.world = world;
        this.since = world.time().millis();
        this.disk = MemoryJournal.on(world.disk(), world.time()::clock);
        this.journal = new WatchedJournal(disk, world, this);
        this.front = new Front(world, this);
        this.deliverer = new Deliverer(journal, world.plane(), front, front, this);
    }

    void begin() {
        world.trace().add("server: starts");
        deliverer.start();
        world.plane().begin();
        world.time().after(IDLE_LOOK, scope, this::lookForIdle);
    }

    Scope scope() {
        return scope;
    }

    long since() {
        return since;
    }

    WatchedJournal journal() {
        return journal;
    }

    Front front() {
        return front;
    }

    Deliverer deliverer() {
        return deliverer;
    }

    @Override
    public Instant now() {
        return world.time().clock();
    }

    @Override
    public void after(Duration delay, Runnable what) {
        world.time().after(delay, scope, what);
    }

    void changed(AgentId agent) {
        if (world.sabotage() != Sabotage.HEARS_NOTHING) {
            deliverer.changed(agent);
        }
    }

    /// What goes wrong where nobody looks is a fault too.
    void watch(CompletionStage<?> stage) {
        stage.whenComplete((_, failure) -> {
            if (failure != null) {
                world.invariants().unexpected(failure);
            }
        });
    }

    void opened(Wire wire) {
        wires.add(wire);
    }

    void closed(Wire wire) {
        wires.remove(wire);
    }

    /// Something was asked of the journal: it goes to the disk soon.
    void write() {
        if (writing) {
            return;
        }
        writing = true;
        boolean slow = world.happens(world.faults().disk().slow());
        long takes = slow ? world.chance().between(50, 3000) : world.chance().between(1, 4);
        world.time().after(takes, scope, this::written);
    }

    private void written() {
        writing = false;
        if (disk.waiting() == 0) {
            return;
        }
        if (world.happens(world.faults().disk().fails())) {
            boolean onlyCalls = world.chance().happens(0.5);
            world.trace().add("disk:  fails", onlyCalls ? "calls" : "everything that waits");
            world.ledger().diskFailed();
            disk.fail(onlyCalls);
        } else {
            disk.write(
                    world.chance().happens(0.7)
                            ? Integer.MAX_VALUE
                            : world.chance().number(1, 3));
            world.time().after(world.chance().between(0, 2), scope, disk::tell);
        }
        if (disk.waiting() > 0) {
            write();
        }
    }

    private void lookForIdle() {
        world.time().after(IDLE_LOOK, scope, this::lookForIdle);
        for (AgentId agent : List.copyOf(world.plane().agents())) {
            boolean works = deliverer.open(agent) > 0 || !(world.plane().at(agent) instanceof At.Ready);
            if (works) {
                lastWork.put(agent, world.time().millis());
            } else {
                world.plan(agent).idle().ifPresent(sleep -> sleepIfIdle(agent, sleep));
            }
        }
    }

    private void sleepIfIdle(AgentId agent, Sleep sleep) {
        long idle = world.time().millis() - lastWork.getOrDefault(agent, since);
        if (idle >= sleep.after().toMillis()) {
            world.plane().hibernate(agent, sleep.depth(), "It did no work.");
        }
    }

    void crash() {
        scope.end();
        wires.forEach(Wire::cut);
        front.connectionsEnd();
    }
}
