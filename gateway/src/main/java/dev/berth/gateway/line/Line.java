package dev.berth.gateway.line;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.gateway.line.Destination.At;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState.Reason;
import dev.berth.kit.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One agent's calls: those that wait, and those that are being delivered.
///
/// What is decided under the lock is carried out after it was let go.
final class Line {

    /// Between tries to reach an agent that says it is ready.
    private static final Backoff REACHING = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));

    /// A clock that was put forward makes deadlines come earlier than an alarm that was set before.
    private static final Duration LONGEST_ALARM = Duration.ofMinutes(10);

    private final AgentId agent;
    private final Desk desk;

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue queue = new Queue();
    /// What is being delivered.
    private final Map<EntryId, Flight> underWay = new HashMap<>();
    /// Those of them that ended otherwise meanwhile.
    private final Map<EntryId, Entry> recalled = new HashMap<>();

    /// Given, and not leased yet.
    private final Deque<Turn> turns = new ArrayDeque<>();

    private boolean handingOut;
    private int carried;
    private int failures;
    private boolean pausing;
    private Instant alarm = Instant.MAX;
    private Instant lastEnded = Instant.EPOCH;

    Line(AgentId agent, Desk desk) {
        this.agent = agent;
        this.desk = desk;
    }

    /// @param instance that was ready when the turn came
    private record Turn(Waiting waiting, InstanceId instance) {}

    /// One delivery.
    ///
    /// @param live whether somebody waits for the answer
    private record Flight(boolean live, InstanceId instance) {}

    /// How many calls wait, and how many are being delivered.
    ///
    /// @param carried those being delivered that nobody waits for
    record Depth(int waiting, int underWay, int carried) {}

    Depth depth() {
        lock.lock();
        try {
            return new Depth(queue.size(), underWay.size(), carried);
        } finally {
            lock.unlock();
        }
    }

    /// How many calls are being delivered to an instance without a caller who waits.
    int carriedTo(InstanceId instance) {
        lock.lock();
        try {
            return carried == 0
                    ? 0
                    : (int) underWay.values().stream()
                            .filter(flight ->
                                    !flight.live() && flight.instance().equals(instance))
                            .count();
        } finally {
            lock.unlock();
        }
    }

    /// When a delivery was over last; [Instant#EPOCH] when none was.
    Instant lastEnded() {
        lock.lock();
        try {
            return lastEnded;
        } finally {
            lock.unlock();
        }
    }

    /// An entry waits for its turn.
    void add(Waiting waiting) {
        lock.lock();
        try {
            queue.add(waiting);
        } finally {
            lock.unlock();
        }
        look();
    }

    /// A delivery has begun without waiting.
    void began(EntryId id, InstanceId instance) {
        lock.lock();
        try {
            underWay.put(id, new Flight(true, instance));
        } finally {
            lock.unlock();
        }
    }

    /// A delivery is over, and so is its entry.
    void over(EntryId id) {
        lock.lock();
        try {
            leave(id);
            failures = 0;
        } finally {
            lock.unlock();
        }
        look();
    }

    /// A delivery is over, and its entry waits again: nobody behind it sees its place empty.
    void again(Waiting waiting, Duration rest) {
        EntryId id = waiting.entry().id();
        lock.lock();
        try {
            leave(id);
            failures = 0;
            queue.add(waiting);
        } finally {
            lock.unlock();
        }
        desk.after(rest, () -> rested(id));
        look();
    }

    private void rested(EntryId id) {
        lock.lock();
        try {
            queue.rested(id);
        } finally {
            lock.unlock();
        }
        look();
    }

    /// A delivery did not reach the agent, and its entry waits again. The whole line pauses; those that fail together
    /// make it no longer.
    void notReached(Waiting waiting) {
        Duration pause = Duration.ZERO;
        lock.lock();
        try {
            leave(waiting.entry().id());
            queue.add(waiting);
            if (!pausing) {
                pausing = true;
                failures++;
                pause = REACHING.after(failures);
            }
        } finally {
            lock.unlock();
        }
        if (pause.isPositive()) {
            desk.after(pause, this::goOn);
        }
        look();
    }

    private void goOn() {
        lock.lock();
        try {
            pausing = false;
        } finally {
            lock.unlock();
        }
        look();
    }

    private void leave(EntryId id) {
        lastEnded = desk.now();
        recalled.remove(id);
        Flight flight = underWay.remove(id);
        if (flight != null && !flight.live()) {
            carried--;
        }
    }

    /// An entry ended otherwise: nobody delivers it any more, and who does is told when he is done.
    void recall(Entry ended) {
        lock.lock();
        try {
            if (underWay.containsKey(ended.id())) {
                recalled.put(ended.id(), ended);
            } else {
                queue.remove(ended.id());
            }
        } finally {
            lock.unlock();
        }
    }

    /// How an entry that is being delivered ended otherwise, if it is known to have.
    Optional<Entry> recalled(EntryId id) {
        lock.lock();
        try {
            return Optional.ofNullable(recalled.get(id));
        } finally {
            lock.unlock();
        }
    }

    /// Takes a waiting entry out of the line, so that nobody delivers it; empty when it does not wait.
    Optional<Waiting> withdraw(EntryId id) {
        lock.lock();
        try {
            return Optional.ofNullable(queue.remove(id));
        } finally {
            lock.unlock();
        }
    }

    /// Looks whose turn it is: after every change, and when a time has come.
    void look() {
        Optional<Destination> destination = desk.destination(agent);
        if (destination.isEmpty()) {
            agentIsGone();
            return;
        }
        At at = destination.get().at();
        List<Waiting> overdue;
        boolean waits;
        lock.lock();
        try {
            Instant now = desk.now();
            overdue = queue.overdue(now);
            if (at instanceof At.Ready ready && !pausing && !desk.isEnding()) {
                queue.next(destination.get().policy(), underWay.size(), carried)
                        .forEach(each -> enter(each, ready.instance()));
            }
            waits = !queue.isEmpty();
            setAlarm(now);
        } finally {
            lock.unlock();
        }
        overdue.forEach(
                each -> desk.abandon(each.entry(), Reason.DEADLINE, "It could not be delivered before its deadline."));
        handOut();
        if (waits && at instanceof At.Coming) {
            desk.wanted(agent);
        }
    }

    private void enter(Waiting waiting, InstanceId instance) {
        boolean live = waiting.isLive();
        underWay.put(waiting.entry().id(), new Flight(live, instance));
        if (!live) {
            carried++;
        }
        turns.add(new Turn(waiting, instance));
    }

    /// Asks for the leases one after the other, in the order of the turns, however many look at the same time.
    private void handOut() {
        lock.lock();
        try {
            if (handingOut) {
                return;
            }
            handingOut = true;
        } finally {
            lock.unlock();
        }
        nextTurn().ifPresent(this::handOut);
    }

    private void handOut(Turn first) {
        Optional<Turn> turn = Optional.of(first);
        while (turn.isPresent()) {
            lease(turn.get().waiting(), turn.get().instance());
            turn = nextTurn();
        }
    }

    private Optional<Turn> nextTurn() {
        lock.lock();
        try {
            Turn next = turns.poll();
            handingOut = next != null;
            return Optional.ofNullable(next);
        } finally {
            lock.unlock();
        }
    }

    private void setAlarm(Instant now) {
        Instant latest = now.plus(LONGEST_ALARM);
        Instant deadline = queue.firstDeadline();
        Instant due = deadline.isBefore(latest) ? deadline : latest;
        boolean farOff = alarm.isAfter(latest);
        if (!queue.isEmpty() && (farOff || due.isBefore(alarm))) {
            alarm = due;
            desk.after(Duration.between(now, due), () -> ring(due));
        }
    }

    private void ring(Instant set) {
        lock.lock();
        try {
            if (alarm.equals(set)) {
                alarm = Instant.MAX;
            }
        } finally {
            lock.unlock();
        }
        look();
    }

    private void lease(Waiting waiting, InstanceId instance) {
        desk.lease(waiting.entry(), instance).whenComplete((lease, failure) -> {
            if (failure != null) {
                // The journal did not take it: the entry waits on.
                notReached(waiting);
            } else if (lease.isEmpty()) {
                over(waiting.entry().id());
            } else {
                hand(lease.get(), waiting.caller());
            }
        });
    }

    private void hand(Lease lease, @Nullable LiveCaller caller) {
        if (caller == null || !caller.take(lease)) {
            alone(lease.id());
            desk.carry(lease);
        }
    }

    /// His caller left in the very moment of his turn.
    private void alone(EntryId id) {
        lock.lock();
        try {
            Flight flight = underWay.get(id);
            if (flight != null && flight.live()) {
                underWay.put(id, new Flight(false, flight.instance()));
                carried++;
            }
        } finally {
            lock.unlock();
        }
    }

    private void agentIsGone() {
        List<Waiting> all;
        lock.lock();
        try {
            all = queue.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(each -> desk.abandon(
                each.entry(), Reason.AGENT_REMOVED, "The agent was removed before it could be delivered."));
    }
}
