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

    private final AgentId agent;
    private final Desk desk;

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue queue = new Queue();
    /// Whether somebody waits for the answer, for each entry that is being delivered.
    private final Map<EntryId, Boolean> underWay = new HashMap<>();
    private int carried;
    private int failures;
    private Instant pausedUntil = Instant.MIN;
    private Instant alarm = Instant.MAX;

    Line(AgentId agent, Desk desk) {
        this.agent = agent;
        this.desk = desk;
    }

    /// How many calls wait, and how many are being delivered.
    record Depth(int waiting, int underWay) {}

    Depth depth() {
        lock.lock();
        try {
            return new Depth(queue.size(), underWay.size());
        } finally {
            lock.unlock();
        }
    }

    /// An entry waits for its turn.
    void add(Entry entry, @Nullable LiveCaller caller, Instant notBefore) {
        lock.lock();
        try {
            queue.add(new Waiting(entry, caller, notBefore));
        } finally {
            lock.unlock();
        }
        look();
    }

    /// A delivery has begun without waiting.
    void began(EntryId id) {
        lock.lock();
        try {
            underWay.put(id, true);
        } finally {
            lock.unlock();
        }
    }

    /// A delivery is over.
    ///
    /// @param reached whether the agent took the connection
    void over(EntryId id, boolean reached) {
        lock.lock();
        try {
            leave(id);
            if (reached) {
                failures = 0;
            } else {
                failures++;
                pausedUntil = desk.now().plus(REACHING.after(failures));
            }
        } finally {
            lock.unlock();
        }
        look();
    }

    private void leave(EntryId id) {
        Boolean live = underWay.remove(id);
        if (live != null && !live) {
            carried--;
        }
    }

    /// Takes a waiting entry out of the line, so that nobody delivers it; false when it does not wait.
    boolean withdraw(EntryId id) {
        lock.lock();
        try {
            return queue.remove(id) != null;
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
        List<Waiting> next;
        boolean waits;
        lock.lock();
        try {
            Instant now = desk.now();
            overdue = queue.overdue(now);
            next = at instanceof At.Ready && !now.isBefore(pausedUntil)
                    ? queue.next(destination.get().policy(), underWay.size(), carried, now)
                    : List.of();
            next.forEach(this::enter);
            waits = !queue.isEmpty();
            setAlarm(now, at);
        } finally {
            lock.unlock();
        }
        overdue.forEach(
                each -> desk.abandon(each.entry(), Reason.DEADLINE, "It could not be delivered before its deadline."));
        if (at instanceof At.Ready ready) {
            next.forEach(each -> lease(each, ready.instance()));
        } else if (waits && at instanceof At.Coming) {
            desk.wanted(agent);
        }
    }

    private void enter(Waiting waiting) {
        underWay.put(waiting.entry().id(), waiting.isLive());
        if (Boolean.FALSE.equals(underWay.get(waiting.entry().id()))) {
            carried++;
        }
    }

    private void setAlarm(Instant now, At at) {
        Instant due = queue.nextEvent(now);
        if (at instanceof At.Ready && !queue.isEmpty() && pausedUntil.isAfter(now) && pausedUntil.isBefore(due)) {
            due = pausedUntil;
        }
        if (due.isBefore(alarm)) {
            alarm = due;
            Instant set = due;
            Duration delay = Duration.between(now, due);
            desk.after(delay, () -> ring(set));
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
                putBack(waiting);
            } else if (lease.isEmpty()) {
                over(waiting.entry().id(), true);
            } else {
                hand(lease.get(), waiting.caller());
            }
        });
    }

    /// The journal did not take the lease: the entry waits on.
    private void putBack(Waiting waiting) {
        lock.lock();
        try {
            queue.add(waiting);
        } finally {
            lock.unlock();
        }
        over(waiting.entry().id(), false);
    }

    private void hand(Lease lease, @Nullable LiveCaller caller) {
        if (caller == null || !caller.take(lease)) {
            desk.carry(lease);
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
