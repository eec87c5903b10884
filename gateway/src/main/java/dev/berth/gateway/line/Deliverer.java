package dev.berth.gateway.line;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.journal.Answer;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.Journal;
import dev.berth.kit.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings every kept call to its agent: once the agent is ready, in the order of its line, again when the agent died
/// over it, until it was answered or its time is over.
///
/// Whoever delivers holds a [Lease]. A delivery that takes long is never begun a second time: a lease ends by its
/// holder's word, or because its holder's process is gone.
public final class Deliverer {

    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

    /// Before a call is delivered again that its agent died over.
    private static final Backoff AGAIN = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30));

    private final Journal journal;
    private final Desk desk;
    private final ConcurrentMap<AgentId, Line> lines = new ConcurrentHashMap<>();

    public Deliverer(Journal journal, Destinations destinations, Carrier carrier, Alarms alarms) {
        this.journal = journal;
        this.desk = new Desk(journal, destinations, carrier, alarms);
    }

    /// Takes up what former runs left open. Blocks while it reads; call it once, before calls come.
    public void start() {
        List<Entry> left = journal.open();
        for (Entry entry : left) {
            switch (entry.state()) {
                case EntryState.Accepted _ -> line(entry.agent()).add(entry, null, Instant.MIN);
                case EntryState.Delivering delivering -> orphaned(entry, delivering);
                case EntryState.Ended _ -> {
                    // It ended while it was being read.
                }
            }
        }
        if (!left.isEmpty()) {
            LOG.atInfo().addKeyValue("count", left.size()).log("calls of former runs taken up");
        }
    }

    /// Its deliverer is dead: nobody knows whether the agent has carried it out.
    private void orphaned(Entry entry, EntryState.Delivering delivering) {
        Lease lease = new Lease(entry, delivering.instance(), delivering.attempt());
        line(entry.agent()).began(entry.id());
        Verdict _ = interrupted(lease, isRepeatable(entry.id()), "Berth ended while the agent worked on it.", null);
    }

    private boolean isRepeatable(EntryId id) {
        return journal.call(id).map(call -> Methods.isRepeatable(call.head())).orElse(false);
    }

    private Line line(AgentId agent) {
        return lines.computeIfAbsent(agent, each -> new Line(each, desk));
    }

    /// The agent changed, or how it can be reached did. Never blocks.
    public void changed(AgentId agent) {
        Line line = lines.get(agent);
        if (line == null) {
            return;
        }
        line.look();
        Line.Depth depth = line.depth();
        if (desk.destination(agent).isEmpty() && depth.waiting() == 0 && depth.underWay() == 0) {
            lines.remove(agent, line);
        }
    }

    /// How many calls of the agent wait or are being delivered.
    public int open(AgentId agent) {
        Line line = lines.get(agent);
        if (line == null) {
            return 0;
        }
        Line.Depth depth = line.depth();
        return depth.waiting() + depth.underWay();
    }

    /// A call that was taken on for a ready instance is being delivered by its caller's own connection.
    public void began(Lease lease) {
        line(lease.entry().agent()).began(lease.id());
    }

    /// An entry waits for its turn.
    ///
    /// @param caller takes the delivery over when the turn comes; null when nobody waits
    public void queue(Entry entry, @Nullable LiveCaller caller) {
        line(entry.agent()).add(entry, caller, Instant.MIN);
    }

    /// The agent answered. Completes when the answer is on the disk; fails when the disk did not take it, and then
    /// the lease is still held.
    public CompletionStage<Boolean> complete(Lease lease, Answer answer) {
        return journal.complete(lease.id(), answer).thenApply(kept -> {
            if (kept) {
                desk.endings()
                        .ended(lease.entry()
                                .in(new EntryState.Completed(lease.attempt(), answer.status(), desk.now())));
            }
            line(lease.entry().agent()).over(lease.id(), true);
            return kept;
        });
    }

    /// No byte of it reached the agent.
    ///
    /// @param caller who waits on; null when nobody does
    public void notReached(Lease lease, @Nullable LiveCaller caller) {
        Entry waiting = lease.entry().in(new EntryState.Accepted(lease.attempt() - 1));
        Line line = line(waiting.agent());
        desk.certainly(lease.id(), () -> journal.release(lease.id(), false), () -> {
            line.over(lease.id(), false);
            line.add(waiting, caller, Instant.MIN);
        });
    }

    /// It may have reached the agent, and nobody will get that answer any more.
    ///
    /// @param repeatable whether its method means the same when it is done twice
    /// @param why one sentence for people
    /// @param caller who waits on; null when nobody does
    public Verdict interrupted(Lease lease, boolean repeatable, String why, @Nullable LiveCaller caller) {
        CallPolicy policy =
                desk.destination(lease.entry().agent()).map(Destination::policy).orElse(CallPolicy.DEFAULT);
        Verdict verdict = Verdict.on(policy, lease.entry(), lease.attempt(), repeatable, why, desk.now());
        switch (verdict) {
            case Verdict.Again _ -> again(lease, caller);
            case Verdict.GiveUp(Reason reason, String detail) -> giveUp(lease, reason, detail);
        }
        return verdict;
    }

    private void again(Lease lease, @Nullable LiveCaller caller) {
        Entry waiting = lease.entry().in(new EntryState.Accepted(lease.attempt()));
        Line line = line(waiting.agent());
        desk.certainly(lease.id(), () -> journal.release(lease.id(), true), () -> {
            line.over(lease.id(), true);
            line.add(waiting, caller, desk.now().plus(AGAIN.after(lease.attempt())));
        });
    }

    /// It ends without an answer.
    public void giveUp(Lease lease, Reason reason, String detail) {
        desk.abandon(lease.entry(), reason, detail);
        line(lease.entry().agent()).over(lease.id(), true);
    }

    /// What became of a wish to cancel.
    public enum Cancelled {
        DONE,
        /// It is being delivered, and force was not asked for.
        UNDER_WAY,
        /// It ended before.
        TOO_LATE,
        UNKNOWN
    }

    /// Takes a call back. One that is being delivered goes on at the agent; only its answer is not kept.
    ///
    /// Blocks while it looks: for virtual threads.
    ///
    /// @param force one that is being delivered too
    public CompletionStage<Cancelled> cancel(EntryId id, boolean force) {
        Optional<Entry> found = journal.find(id);
        if (found.isEmpty()) {
            return CompletableFuture.completedFuture(Cancelled.UNKNOWN);
        }
        Entry entry = found.get();
        if (!entry.isOpen()) {
            return CompletableFuture.completedFuture(Cancelled.TOO_LATE);
        }
        if (line(entry.agent()).withdraw(id)) {
            return abandoned(entry, "It was cancelled before it was delivered.");
        }
        return force
                ? abandoned(entry, "It was cancelled while the agent worked on it; its outcome is unknown.")
                : CompletableFuture.completedFuture(Cancelled.UNDER_WAY);
    }

    private CompletionStage<Cancelled> abandoned(Entry entry, String detail) {
        return journal.abandon(entry.id(), Reason.CANCELLED, detail).handle((done, failure) -> {
            if (failure != null) {
                queue(entry, null);
                throw new java.util.concurrent.CompletionException(failure);
            }
            if (done) {
                desk.endings()
                        .ended(entry.in(new EntryState.Abandoned(
                                entry.state().attempts(), Reason.CANCELLED, detail, desk.now())));
            }
            return done ? Cancelled.DONE : Cancelled.TOO_LATE;
        });
    }

    /// Completes with the entry when it ends from now on.
    public CompletableFuture<Entry> ending(EntryId id) {
        return desk.endings().of(id);
    }

    /// Completes with the entry when it has ended. Blocks while it looks: for virtual threads.
    public CompletableFuture<Entry> ended(EntryId id) {
        CompletableFuture<Entry> ending = desk.endings().of(id);
        Optional<Entry> now = journal.find(id);
        if (now.isPresent() && !now.get().isOpen()) {
            desk.endings().forget(id);
            ending.complete(now.get());
        }
        return ending;
    }
}
