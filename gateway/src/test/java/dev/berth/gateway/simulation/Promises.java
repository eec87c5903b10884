package dev.berth.gateway.simulation;

import dev.berth.gateway.simulation.Timeline.Scope;
import dev.berth.journal.EntryId;
import dev.berth.journal.JournalFailure;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The callbacks that are owed, as they are on the disk: each is written by itself, a little after its entry, and a
/// crash may come between the two.
final class Promises {

    private final World world;
    private final Set<EntryId> owed = new HashSet<>();

    Promises(World world) {
        this.world = world;
    }

    boolean owes(EntryId id) {
        return owed.contains(id);
    }

    /// Completes when it is on the disk, fails when the disk did not take it. A server that dies before hears nothing.
    CompletionStage<?> owe(EntryId id, Scope server) {
        CompletableFuture<EntryId> written = new CompletableFuture<>();
        long takes = world.happens(world.faults().disk().slow())
                ? world.chance().between(50, 3000)
                : world.chance().between(0, 5);
        world.time().after(takes, server, () -> write(id, written));
        return written;
    }

    private void write(EntryId id, CompletableFuture<EntryId> written) {
        if (!owes(id) && world.happens(world.faults().disk().fails())) {
            world.trace().add("disk:  fails for the callback of", World.name(id));
            written.completeExceptionally(new JournalFailure("the disk of callbacks fails"));
            return;
        }
        owed.add(id);
        written.complete(id);
    }
}
