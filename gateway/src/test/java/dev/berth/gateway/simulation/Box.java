package dev.berth.gateway.simulation;

import dev.berth.domain.instance.InstanceId;
import dev.berth.gateway.simulation.Scenario.AgentPlan;
import dev.berth.gateway.simulation.Timeline.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A container's processes, from their start to their death: the agent itself. It honours the keys that it is given:
/// work under one key is done once, and asked for again it gives the same answer.
final class Box {

    private final World world;
    private final AgentPlan plan;
    private final Set<String> done;
    private final Scope processes = new Scope();
    private final Map<String, List<Wire>> working = new LinkedHashMap<>();
    private final Set<Wire> wires = new LinkedHashSet<>();
    private final List<Runnable> whenThawed = new ArrayList<>();
    private InstanceId instance;
    private boolean listening;
    private boolean frozen;
    private boolean hung;

    /// @param done the keys of all work that was done before: the container's file system
    Box(World world, AgentPlan plan, Set<String> done, InstanceId instance) {
        this.world = world;
        this.plan = plan;
        this.done = done;
        this.instance = instance;
    }

    InstanceId instance() {
        return instance;
    }

    Scope processes() {
        return processes;
    }

    boolean isFrozen() {
        return frozen;
    }

    boolean isHung() {
        return hung;
    }

    boolean accepts(InstanceId asked) {
        return listening && !frozen && !processes.isOver() && instance.equals(asked);
    }

    void listen() {
        listening = true;
    }

    /// It takes connections and answers nothing any more.
    void hang() {
        hung = true;
    }

    void connected(Wire wire) {
        wires.add(wire);
    }

    void disconnected(Wire wire) {
        wires.remove(wire);
    }

    /// A whole call has arrived.
    void receive(Wire wire, String key) {
        world.ledger().reached(wire.lease());
        if (hung) {
            return;
        }
        List<Wire> asking = working.get(key);
        if (done.contains(key)) {
            world.time().after(1, processes, () -> whileAwake(() -> answer(List.of(wire))));
        } else if (asking != null) {
            asking.add(wire);
        } else {
            working.put(key, new ArrayList<>(List.of(wire)));
            long takes = world.chance().between(1, plan.longestWork());
            world.time().after(takes, processes, () -> whileAwake(() -> finish(key)));
        }
    }

    private void whileAwake(Runnable what) {
        if (frozen) {
            whenThawed.add(what);
        } else if (!hung) {
            what.run();
        }
    }

    private void finish(String key) {
        done.add(key);
        world.ledger().executed(key);
        List<Wire> asking = working.remove(key);
        if (asking != null) {
            answer(asking);
        }
    }

    private static void answer(List<Wire> asking) {
        List.copyOf(asking).forEach(Wire::answered);
    }

    void freeze() {
        frozen = true;
    }

    /// The next instance takes the processes over.
    void thaw(InstanceId next) {
        instance = next;
        frozen = false;
        List<Runnable> delayed = List.copyOf(whenThawed);
        whenThawed.clear();
        delayed.forEach(Runnable::run);
    }

    void die() {
        processes.end();
        listening = false;
        List<Wire> open = List.copyOf(wires);
        wires.clear();
        open.forEach(wire -> wire.broken("The agent closed the connection before it answered."));
    }
}
