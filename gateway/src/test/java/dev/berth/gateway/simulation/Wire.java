package dev.berth.gateway.simulation;

import dev.berth.gateway.line.Destination.At;
import dev.berth.gateway.line.Lease;
import dev.berth.gateway.simulation.Timeline.Scope;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One delivery: the connection to the agent, and what may happen to it. It ends its lease exactly once, unless the
/// server dies before.
final class Wire {

    private final World world;
    private final Life life;
    private final Lease lease;
    private final @Nullable HeldCaller caller;
    /// Time for this connection alone.
    private final Scope open = new Scope();
    private @Nullable Box box;

    Wire(World world, Life life, Lease lease, @Nullable HeldCaller caller) {
        this.world = world;
        this.life = life;
        this.lease = lease;
        this.caller = caller;
    }

    Lease lease() {
        return lease;
    }

    @Nullable
    HeldCaller caller() {
        return caller;
    }

    void tellCaller(String what, boolean satisfied) {
        if (caller != null) {
            caller.visit().told(what, satisfied);
        }
    }

    void begin() {
        life.opened(this);
        world.invariants().begins(lease);
        At at = world.plane().at(lease.entry().agent());
        if (!at.equals(new At.Ready(lease.instance()))) {
            ends("the agent is not ready any more");
            life.front().notReached(this);
            return;
        }
        world.time().after(world.chance().between(0, 3), open, this::connect);
        if (world.sabotage() == Sabotage.DELIVERS_TWICE && world.happens(0.1)) {
            new Wire(world, life, lease, null).begin();
        }
    }

    private void connect() {
        Optional<Box> found = world.machine().listening(lease.instance());
        if (found.isEmpty() || world.happens(world.faults().network().refused())) {
            ends("refused");
            life.front().notReached(this);
            return;
        }
        box = found.get();
        box.connected(this);
        world.time().after(Front.left(lease, world), open, this::timesOut);
        if (world.happens(world.faults().network().lostBefore())) {
            broken("The connection was lost.");
        } else {
            world.trace().add("agent:", name(), "reads", World.name(lease.id()), "attempt", lease.attempt());
            box.receive(this, world.ledger().fate(lease.id()).key());
        }
    }

    /// The agent has the answer.
    void answered() {
        if (open.isOver()) {
            return;
        }
        world.ledger().agentAnswered(lease.id());
        if (world.happens(world.faults().network().lostAfter())) {
            broken("The answer was lost.");
            return;
        }
        world.time().after(world.chance().between(0, 3), open, () -> {
            ends("answered");
            life.front().answered(this);
        });
    }

    /// The connection ended without an answer.
    void broken(String why) {
        if (!open.isOver()) {
            ends(why);
            life.front().interrupted(this, why);
        }
    }

    private void timesOut() {
        ends("silent up to its deadline");
        life.front().timedOut(this);
    }

    private void ends(String how) {
        world.trace().add("wire: ", World.name(lease.id()), "to", name(), how);
        open.end();
        life.closed(this);
        if (box != null) {
            box.disconnected(this);
        }
    }

    /// The server died. The agent works on.
    void cut() {
        open.end();
        tellCaller("nothing more: the connection ended", false);
    }

    private String name() {
        return World.name(lease.entry().agent()) + "/" + lease.instance().generation();
    }
}
