package dev.berth.gateway.simulation;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.CallPolicy.Order;
import dev.berth.domain.agent.CallPolicy.Redelivery;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.InstanceId;
import dev.berth.gateway.line.Destination.At;
import dev.berth.gateway.line.Lease;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.EntryState.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What must hold in every run, each as a sentence. Whoever breaks one is named with the sentence.
final class Invariants {

    /// More than any pause that the deliverer makes by itself.
    static final long PATIENCE = 60_000;

    private final World world;
    private final List<String> broken = new ArrayList<>();
    private final IdentityHashMap<Wish, Boolean> woken = new IdentityHashMap<>();
    private final Map<AgentId, InstanceId> readyInstance = new HashMap<>();
    private final Map<AgentId, Long> readySince = new HashMap<>();

    Invariants(World world) {
        this.world = world;
    }

    /// The first that was broken.
    Optional<String> broken() {
        return broken.stream().findFirst();
    }

    private void must(boolean holds, String sentence, Object... about) {
        if (!holds) {
            StringBuilder text = new StringBuilder(sentence);
            for (Object each : about) {
                text.append(' ').append(each instanceof EntryId id ? World.name(id) : each);
            }
            broken.add(text.toString());
            world.trace().add("BROKEN:", text);
        }
    }

    private CallPolicy policy(Fate fate) {
        return world.plan(fate.agent()).policy();
    }

    /// A line gives an entry its turn.
    void turn(Fate fate, InstanceId instance, boolean alone) {
        must(
                world.plane().at(fate.agent()).equals(new At.Ready(instance)),
                "Nothing is leased but to the instance that is ready now.",
                fate.id());
        must(fate.turnAlone == null, "An entry has one turn at a time.", fate.id());
        if (policy(fate).order() == Order.STRICT) {
            strictTurn(fate);
        } else if (alone) {
            queuedTurn(fate);
        }
    }

    private void strictTurn(Fate fate) {
        world.ledger().of(fate.agent()).filter(other -> other != fate).forEach(other -> {
            must(
                    other.turnAlone == null,
                    "Under strict order deliveries go one by one.",
                    other.id(),
                    "before",
                    fate.id());
            must(
                    other.id().compareTo(fate.id()) > 0 || !other.taken || hasGivenUp(other) || !isOpen(other.id()),
                    "Under strict order deliveries begin in the order of arrival.",
                    other.id(),
                    "before",
                    fate.id());
        });
    }

    private void queuedTurn(Fate fate) {
        long others = world.ledger()
                .of(fate.agent())
                .filter(other -> other != fate && Boolean.TRUE.equals(other.turnAlone))
                .count();
        must(
                others < policy(fate).lanes(),
                "No more queued calls are delivered at a time than `concurrency` says.",
                others,
                fate.id());
        if (!fate.turned) {
            world.ledger()
                    .of(fate.agent())
                    .filter(other -> other.id().compareTo(fate.id()) < 0)
                    .filter(other -> other.waitsSince >= 0 && !other.turned && !hasGivenUp(other))
                    .filter(other -> isOpen(other.id()))
                    .filter(other -> world.life().front().held(other.id()).isEmpty())
                    .forEach(other -> must(
                            false,
                            "Queued calls have their first turn in the order of arrival.",
                            other.id(),
                            "before",
                            fate.id()));
        }
    }

    private boolean hasGivenUp(Fate fate) {
        return fate.cancelAsked || fate.abandonAsked;
    }

    private boolean isOpen(EntryId id) {
        return world.disk().entry(id).filter(Entry::isOpen).isPresent();
    }

    /// A delivery begins.
    void begins(Lease lease) {
        Fate fate = world.ledger().fate(lease.id());
        must(!fate.underWay, "No entry is in two deliveries at once.", fate.id());
        must(!fate.answered, "What was answered is never delivered again.", fate.id());
        boolean leased = world.disk()
                .entry(lease.id())
                .filter(entry -> entry.state() instanceof EntryState.Delivering state
                        && state.attempt() == lease.attempt()
                        && state.instance().equals(lease.instance()))
                .isPresent();
        must(leased || fate.cancelAsked, "Only an entry that is leased on the disk is delivered.", fate.id());
        world.ledger().begins(lease.id());
    }

    /// The agent has read a call.
    void reached(Fate fate) {
        int most = policy(fate).journal().maxAttempts();
        must(fate.reached <= most, "An agent gets no call more often than `max_attempts`.", fate.id());
        must(
                fate.reached == 1 || fate.isRepeatable() || policy(fate).redelivery() == Redelivery.AT_LEAST_ONCE,
                "Under safe_methods_only no call that is not repeatable reaches its agent twice.",
                fate.id());
        must(!fate.answered, "What was answered never reaches the agent again.", fate.id());
    }

    /// The last byte of an answer goes to whoever waits for it.
    void released(Fate fate) {
        must(
                fate.cancelAsked
                        || world.disk()
                                .entry(fate.id())
                                .filter(entry -> entry.state() instanceof EntryState.Completed)
                                .isPresent(),
                "The last byte of an answer goes out when the answer is on the disk, not before.",
                fate.id());
    }

    /// Somebody who waits is told that an entry ended.
    void told(Entry ended) {
        boolean isTrue = world.disk()
                .entry(ended.id())
                .filter(entry -> sameEnd(entry.state(), ended.state()))
                .isPresent();
        must(isTrue, "Who waits is told how the call ended on the disk.", ended.id(), ended.state());
    }

    private static boolean sameEnd(EntryState one, EntryState other) {
        return switch (one) {
            case EntryState.Completed _ -> other instanceof EntryState.Completed;
            case EntryState.Abandoned first ->
                other instanceof EntryState.Abandoned second && first.reason() == second.reason();
            case EntryState.Accepted _, EntryState.Delivering _ -> false;
        };
    }

    /// An entry is given up: the reason must be true.
    void abandoned(Fate fate, Reason reason) {
        fate.overdue |= !world.time().clock().isBefore(fate.entry().deadline());
        boolean isTrue = switch (reason) {
            case DEADLINE -> fate.timedOut || fate.overdue;
            case ATTEMPTS -> fate.mayHaveReached >= policy(fate).journal().maxAttempts();
            case OUTCOME_UNKNOWN ->
                fate.mayHaveReached > 0
                        && !fate.isRepeatable()
                        && policy(fate).redelivery() == Redelivery.SAFE_METHODS_ONLY;
            case CANCELLED -> fate.cancelAsked || fate.refused;
            case AGENT_REMOVED -> world.ledger().isRemoved(fate.agent());
            case DAMAGED -> false;
        };
        must(isTrue, "A call is given up for a reason that is true.", fate.id(), reason);
        must(
                fate.refused || isPromised(fate),
                "No call is given up before the callback that it asks for is owed.",
                fate.id());
    }

    private boolean isPromised(Fate fate) {
        return !fate.wantsCallback() || world.promises().owes(fate.id());
    }

    /// A person was told that his cancelling is done.
    void cancelled(EntryId id) {
        must(
                world.disk()
                        .entry(id)
                        .filter(entry -> entry.state() instanceof EntryState.Abandoned given
                                && given.reason() == Reason.CANCELLED)
                        .isPresent(),
                "What was cancelled is on the disk as cancelled when that is said.",
                id);
    }

    /// The deliverer wants an agent to come.
    void wanted(AgentId agent) {
        must(
                world.plane().at(agent) instanceof At.Coming,
                "Only an agent that comes by itself is asked for.",
                World.name(agent));
        must(
                world.ledger().of(agent).anyMatch(fate -> isOpen(fate.id())),
                "An agent is asked for only when a call waits for it.",
                World.name(agent));
    }

    /// A call wakes an agent.
    void woken(AgentId agent, Wish sleep) {
        must(sleep.cause() == Wish.Cause.SLEEP, "What a person stopped no call wakes.", World.name(agent));
        must(woken.put(sleep, true) == null, "A sleep ends with one wake, however many calls wait.", World.name(agent));
    }

    /// Something failed where nobody looks.
    void unexpected(Throwable failure) {
        must(false, "Nothing fails unexpectedly.", failure, List.of(failure.getStackTrace()));
    }

    /// From time to time while the run goes on.
    void meanwhile() {
        long now = world.time().millis();
        for (AgentId agent : world.plane().agents()) {
            if (!(world.plane().at(agent) instanceof At.Ready(InstanceId instance))) {
                readyInstance.remove(agent);
            } else if (!instance.equals(readyInstance.put(agent, instance))) {
                readySince.put(agent, now);
            } else {
                long quietSince = Math.max(
                        readySince.getOrDefault(agent, now), world.life().since());
                quietSince = Math.max(quietSince, world.ledger().diskFailedAt());
                quietSince = Math.max(quietSince, world.ledger().lastMove(agent));
                if (now - quietSince > PATIENCE) {
                    standsStill(agent, now);
                }
            }
        }
        held(now);
    }

    private void standsStill(AgentId agent, long now) {
        CallPolicy policy = world.plan(agent).policy();
        long turns = world.ledger()
                .of(agent)
                .filter(fate ->
                        policy.order() == Order.STRICT ? fate.turnAlone != null : Boolean.TRUE.equals(fate.turnAlone))
                .count();
        world.ledger()
                .of(agent)
                .filter(fate -> turns < policy.lanes() && fate.waitsSince >= 0 && now - fate.waitsSince > PATIENCE)
                .filter(fate -> isOpen(fate.id()))
                .forEach(fate -> must(
                        false,
                        "A ready agent's line never stands still, whatever other agents do.",
                        World.name(agent),
                        fate.id()));
    }

    private void held(long now) {
        world.life().front().held().forEach(caller -> check(caller, now));
        world.ledger().joined().stream().filter(HeldCaller::waits).forEach(caller -> check(caller, now));
    }

    private void check(HeldCaller caller, long now) {
        must(caller.patienceEnds() >= now, "Nobody is held longer than his patience.", caller.id());
        must(
                isOpen(caller.id()) || now - world.ledger().fate(caller.id()).endedSeen(now) < 5000,
                "Who waits for a call that ended is told at once.",
                caller.id());
    }

    /// After the faults have ended and everything had its time.
    void atTheEnd() {
        world.ledger().fates().filter(fate -> fate.taken).forEach(this::explained);
        world.ledger()
                .fates()
                .filter(fate -> fate.refused)
                .forEach(fate -> must(!isOpen(fate.id()), "What was not taken on is not kept.", fate.id()));
        world.ledger()
                .executions()
                .forEach((key, times) -> must(times == 1, "Work under one key is done once.", key, times));
        for (var plan : world.scenario().agents()) {
            must(
                    world.life().deliverer().open(plan.id()) == 0,
                    "At rest no line holds anything.",
                    World.name(plan.id()),
                    world.life().deliverer().open(plan.id()));
        }
    }

    private void explained(Fate fate) {
        must(isPromised(fate), "However a call ends, the callback that it asks for is owed.", fate.id());
        Optional<Entry> entry = world.disk().entry(fate.id());
        must(entry.isPresent(), "Nothing that was taken on is lost.", fate.id());
        must(
                entry.filter(Entry::isOpen).isEmpty(),
                "Whatever was taken on ends explained.",
                fate.id(),
                entry.map(Entry::state));
        must(
                entry.filter(each -> each.state() instanceof EntryState.Completed)
                                .isEmpty()
                        || fate.agentAnswered,
                "An entry is complete only when its agent answered.",
                fate.id());
        must(
                entry.filter(each ->
                                each.state().attempts() > policy(fate).journal().maxAttempts())
                        .isEmpty(),
                "Attempts never exceed `max_attempts`.",
                fate.id());
        must(
                !fate.answered
                        || fate.cancelAsked
                        || entry.filter(each -> each.state() instanceof EntryState.Completed)
                                .isPresent(),
                "What was answered stays answered.",
                fate.id());
    }
}
