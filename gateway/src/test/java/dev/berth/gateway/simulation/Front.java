package dev.berth.gateway.simulation;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.CallPolicy.Order;
import dev.berth.domain.agent.JournalTerms;
import dev.berth.domain.instance.InstanceId;
import dev.berth.gateway.line.Carrier;
import dev.berth.gateway.line.Deliverer;
import dev.berth.gateway.line.Destination;
import dev.berth.gateway.line.Destination.At;
import dev.berth.gateway.line.Lease;
import dev.berth.gateway.line.Settling;
import dev.berth.gateway.line.Verdict;
import dev.berth.gateway.simulation.Visit.Call;
import dev.berth.journal.Admission;
import dev.berth.journal.Answer;
import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.Offer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What the gateway does around the deliverer, without HTTP: takes calls on, holds their callers, carries the calls to
/// the agents, and ends each lease as the gateway does.
final class Front implements Carrier, Settling {

    private static final Bytes ANSWER = Bytes.of("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

    private final World world;
    private final Life life;
    private final Map<EntryId, HeldCaller> held = new LinkedHashMap<>();

    Front(World world, Life life) {
        this.world = world;
        this.life = life;
    }

    private Deliverer deliverer() {
        return life.deliverer();
    }

    /// Who waits for the turn of this entry, if anybody does.
    Optional<HeldCaller> held(EntryId id) {
        return Optional.ofNullable(held.get(id)).filter(HeldCaller::waits);
    }

    /// Everybody who is held at the moment.
    Iterable<HeldCaller> held() {
        return held.values().stream().filter(HeldCaller::waits).toList();
    }

    void accept(Visit visit) {
        Call call = visit.call();
        Optional<Destination> destination = world.plane().find(call.agent());
        if (destination.isEmpty()) {
            visit.told("404", true);
            return;
        }
        CallPolicy policy = destination.get().policy();
        @Nullable
        InstanceId atOnce = destination.get().at() instanceof At.Ready(InstanceId instance)
                        && !call.async()
                        && policy.order() != Order.STRICT
                ? instance
                : null;
        life.watch(life.journal().accept(offer(call, policy.journal(), atOnce)).handle((admission, failure) -> {
            if (failure != null) {
                visit.told("503, it was not taken on", false);
            } else {
                admitted(visit, policy.journal(), admission);
            }
            return admission;
        }));
    }

    /// Owes the callback that a call asks for, if it does.
    @Override
    public CompletionStage<?> settle(Entry entry) {
        boolean nothing =
                !world.ledger().fate(entry.id()).wantsCallback() || world.sabotage() == Sabotage.SETTLES_NOTHING;
        return nothing
                ? CompletableFuture.completedFuture(true)
                : world.promises().owe(entry.id(), life.scope());
    }

    private Offer offer(Call call, JournalTerms terms, @Nullable InstanceId atOnce) {
        byte[] head = Fate.head(call).getBytes(StandardCharsets.US_ASCII);
        byte[] print = call.name().getBytes(StandardCharsets.US_ASCII);
        return new Offer(
                call.agent(),
                Bytes.of(head),
                Body.EMPTY,
                new Offer.Terms(
                        world.time().clock().plus(terms.deadline()),
                        terms.retention(),
                        terms.maxEntries(),
                        terms.maxBytes().bytes()),
                call.key() == null ? null : new Offer.Key("caller", call.key(), Bytes.of(print)),
                atOnce,
                null);
    }

    private void admitted(Visit visit, JournalTerms terms, Admission admission) {
        long patienceEnds = world.time().millis() + terms.hold().toMillis();
        switch (admission) {
            case Admission.Taken(Entry entry) ->
                promised(visit, entry, () -> taken(visit, entry, patienceEnds), () -> refuse(visit, entry));
            case Admission.Repeats(Entry entry) ->
                promised(visit, entry, () -> joined(visit, entry, patienceEnds), () -> notTakenOn(visit));
            case Admission.KeyConflict(EntryId other) -> visit.told("422, the key belongs to " + other, true);
            case Admission.Full(String limit, long allowed) -> visit.told("429, " + limit + " is " + allowed, false);
        }
    }

    /// Goes on when the callback is owed that the caller asks for, if he does.
    private void promised(Visit visit, Entry entry, Runnable then, Runnable otherwise) {
        if (!visit.call().callback()) {
            then.run();
            return;
        }
        life.watch(world.promises().owe(entry.id(), life.scope()).handle((owed, failure) -> {
            (failure == null ? then : otherwise).run();
            return owed;
        }));
    }

    private static void notTakenOn(Visit visit) {
        visit.told("503, its callback cannot be owed", false);
    }

    private void refuse(Visit visit, Entry entry) {
        world.ledger().refused(entry.id());
        life.watch(deliverer().refuse(entry, "Its callback could not be kept.").thenAccept(_ -> notTakenOn(visit)));
    }

    private void taken(Visit visit, Entry entry, long patienceEnds) {
        world.ledger().taken(entry);
        world.trace()
                .add(
                        "taken on:",
                        World.name(entry.id()),
                        "is",
                        visit.call().name(),
                        visit.call().method());
        HeldCaller caller = new HeldCaller(this, visit, entry, patienceEnds);
        if (entry.state() instanceof EntryState.Delivering) {
            Lease lease = Lease.first(entry);
            world.ledger().turns(entry.id(), false);
            deliverer().began(lease);
            deliver(lease, caller);
            return;
        }
        boolean halted = world.plane().at(entry.agent()) instanceof At.Halted;
        if (halted || visit.call().async() || patienceEnds == world.time().millis()) {
            world.ledger().waits(entry.id());
            deliverer().queue(entry, null);
            visit.told("202, it waits", true);
        } else {
            hold(caller);
            world.ledger().waits(entry.id());
            deliverer().queue(entry, caller);
        }
    }

    /// Holds a caller, as long as he is patient and his call has not ended.
    private void hold(HeldCaller caller) {
        if (caller.patienceEnds() <= world.time().millis()) {
            caller.settle("202, it waits on", false);
            return;
        }
        held.put(caller.id(), caller);
        long left = caller.patienceEnds() - world.time().millis();
        world.time().after(left, life.scope(), () -> caller.settle("202, it waits on", false));
        life.watch(deliverer().ending(caller.id()).thenAccept(ended -> tell(caller, ended)));
    }

    private void tell(HeldCaller caller, Entry ended) {
        if (caller.waits()) {
            world.invariants().told(ended);
            caller.settle(ended.state().toString(), true);
        }
    }

    /// Somebody repeats a call that is known: he gets its end.
    private void joined(Visit visit, Entry entry, long patienceEnds) {
        HeldCaller caller = new HeldCaller(this, visit, entry, patienceEnds);
        life.watch(deliverer().ended(entry.id()).thenAccept(ended -> tell(caller, ended)));
        world.time()
                .after(
                        patienceEnds - world.time().millis(),
                        life.scope(),
                        () -> caller.settle("202, it is under way already", false));
        world.ledger().joined(caller);
    }

    @Override
    public void carry(Lease lease) {
        world.time().after(world.chance().between(0, 2), life.scope(), () -> carryPromised(lease));
    }

    private void carryPromised(Lease lease) {
        life.watch(settle(lease.entry()).handle((owed, failure) -> {
            if (failure == null) {
                deliver(lease, null);
            } else {
                world.ledger().over(lease.id(), true);
                world.ledger().waits(lease.id());
                deliverer().notReached(lease, null);
            }
            return owed;
        }));
    }

    /// @param caller who waited for this turn; null when nobody did
    void deliver(Lease lease, @Nullable HeldCaller caller) {
        Wire wire = new Wire(world, life, lease, caller);
        wire.begin();
    }

    /// No byte of it reached the agent.
    void notReached(Wire wire) {
        Lease lease = wire.lease();
        world.ledger().over(lease.id(), true);
        @Nullable HeldCaller caller = holdAgain(wire);
        world.ledger().waits(lease.id());
        deliverer().notReached(lease, caller);
    }

    /// It may have reached the agent, which gave no answer.
    void interrupted(Wire wire, String why) {
        Lease lease = wire.lease();
        world.ledger().over(lease.id(), false);
        @Nullable HeldCaller caller = holdAgain(wire);
        world.ledger().waits(lease.id());
        Verdict verdict = deliverer().interrupted(lease, isRepeatable(lease), why, caller);
        if (caller != null && verdict instanceof Verdict.GiveUp(Reason reason, String detail)) {
            caller.settle("502, " + reason + " " + detail, true);
        }
    }

    private boolean isRepeatable(Lease lease) {
        return world.ledger().fate(lease.id()).isRepeatable();
    }

    private @Nullable HeldCaller holdAgain(Wire wire) {
        HeldCaller before = wire.caller();
        if (before == null || before.visit().isOver()) {
            return null;
        }
        HeldCaller again = new HeldCaller(this, before.visit(), wire.lease().entry(), before.patienceEnds());
        hold(again);
        return again;
    }

    /// The agent was silent up to the call's deadline.
    void timedOut(Wire wire) {
        world.ledger().over(wire.lease().id(), false);
        world.ledger().timedOut(wire.lease().id());
        deliverer()
                .giveUp(
                        wire.lease(),
                        Reason.DEADLINE,
                        "The agent did not answer before the call's deadline; its outcome is unknown.");
        wire.tellCaller("502, the deadline is over", true);
    }

    /// The agent answered: the answer's last byte goes to the caller when it is on the disk.
    void answered(Wire wire) {
        Lease lease = wire.lease();
        if (world.sabotage() == Sabotage.ANSWERS_EARLY) {
            release(wire);
        }
        Answer answer = new Answer(200, ANSWER, new Answer.Kept.Whole(Body.EMPTY));
        life.watch(deliverer().complete(lease, answer).handle((kept, failure) -> {
            if (failure != null) {
                world.ledger().over(lease.id(), false);
                world.ledger().waits(lease.id());
                wire.tellCaller("an answer that breaks off", false);
                Verdict _ = deliverer()
                        .interrupted(
                                lease,
                                isRepeatable(lease),
                                "The agent's answer could not be written to the disk.",
                                null);
            } else {
                release(wire);
            }
            return kept;
        }));
    }

    private void release(Wire wire) {
        world.ledger().answered(wire.lease().id());
        wire.tellCaller("200", true);
    }

    void cancel(EntryId id, boolean force) {
        world.trace().add("person: cancels", World.name(id), force ? "by force" : "");
        world.ledger().cancelAsked(id);
        life.watch(deliverer().cancel(id, force).handle((done, failure) -> {
            world.trace().add("person: hears that cancelling", World.name(id), "is", failure == null ? done : failure);
            if (done == Deliverer.Cancelled.DONE) {
                world.invariants().cancelled(id);
            }
            return done;
        }));
    }

    /// The server died: everybody's connection ends.
    void connectionsEnd() {
        held.values().forEach(caller -> caller.settle("nothing more: the connection ended", false));
    }

    static Duration left(Lease lease, World world) {
        Duration left = Duration.between(world.time().clock(), lease.entry().deadline());
        return left.isPositive() ? left : Duration.ofSeconds(1);
    }
}
