package dev.berth.gateway.line;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Answer;
import dev.berth.journal.Body;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFailure;
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

    /// Before a journal that was away is asked again.
    private static final Duration JOURNAL_PAUSE = Duration.ofSeconds(1);

    private final Journal journal;
    private final Desk desk;
    private final ConcurrentMap<AgentId, Line> lines = new ConcurrentHashMap<>();

    public Deliverer(Journal journal, Destinations destinations, Carrier carrier, Settling settling, Alarms alarms) {
        this.journal = journal;
        this.desk = new Desk(journal, destinations, carrier, settling, alarms);
    }

    /// Takes up what former runs left open. Call it once, before calls come.
    public void start() {
        takeUp(journal.open());
    }

    /// Takes up entries that a deliverer left open who is dead. Blocks while it reads.
    ///
    /// @param left as the journal gave them, each once
    public void takeUp(List<Entry> left) {
        for (Entry entry : left) {
            switch (entry.state()) {
                case EntryState.Accepted _ -> line(entry.agent()).add(new Waiting(entry, null, false));
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

    /// Begins no further delivery; what waits is the next run's. Those under way go on.
    public void end() {
        desk.end();
    }

    /// Its deliverer is dead: nobody knows whether the agent has carried it out.
    private void orphaned(Entry entry, EntryState.Delivering delivering) {
        line(entry.agent()).began(entry.id(), delivering.instance());
        judgeOrphan(new Lease(entry, delivering.instance(), delivering.attempt()));
    }

    private void judgeOrphan(Lease lease) {
        boolean repeatable;
        try {
            repeatable = isRepeatable(lease.id());
        } catch (JournalFailure e) {
            if (JournalFailure.isAway(e)) {
                desk.after(JOURNAL_PAUSE, () -> judgeOrphan(lease));
            } else {
                damaged(lease, String.valueOf(e.getMessage()));
            }
            return;
        }
        Verdict _ = interrupted(lease, repeatable, "Berth ended while the agent worked on it.", null);
    }

    private boolean isRepeatable(EntryId id) {
        return journal.head(id).map(Methods::isRepeatable).orElse(false);
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

    /// When a delivery to the agent was over last; [Instant#EPOCH] when none was.
    public Instant lastEnded(AgentId agent) {
        Line line = lines.get(agent);
        return line == null ? Instant.EPOCH : line.lastEnded();
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

    /// How many calls of the agent are being delivered without a caller who waits. Such a call is counted before its
    /// agent's route is looked up.
    public int carried(AgentId agent) {
        Line line = lines.get(agent);
        return line == null ? 0 : line.depth().carried();
    }

    /// Those of them that are being delivered to one of its instances.
    public int carriedTo(InstanceId instance) {
        Line line = lines.get(instance.agent());
        return line == null ? 0 : line.carriedTo(instance);
    }

    /// A call that was taken on for a ready instance is being delivered by its caller's own connection.
    public void began(Lease lease) {
        line(lease.entry().agent()).began(lease.id(), lease.instance());
    }

    /// An entry waits for its turn.
    ///
    /// @param caller takes the delivery over when the turn comes; null when nobody waits
    public void queue(Entry entry, @Nullable LiveCaller caller) {
        line(entry.agent()).add(new Waiting(entry, caller, false));
    }

    /// The agent answered. Completes when the answer is on the disk; fails when the disk did not take it, and then
    /// the lease is still held.
    public CompletionStage<Boolean> complete(Lease lease, Answer answer) {
        CompletionStage<Boolean> completed = desk.unlessEnded(
                lease.id(),
                () -> journal.complete(lease.id(), answer),
                () -> journal.complete(lease.id(), withoutFile(answer)));
        return completed.thenApply(kept -> {
            if (kept) {
                desk.endings()
                        .ended(lease.entry()
                                .in(new EntryState.Completed(lease.attempt(), answer.status(), desk.now())));
            }
            line(lease.entry().agent()).over(lease.id());
            return kept;
        });
    }

    /// A journal that had no use for an answer has deleted its file.
    private static Answer withoutFile(Answer answer) {
        return answer.body() instanceof Answer.Kept.Whole(Body.Spooled body)
                ? new Answer(answer.status(), answer.head(), new Answer.Kept.TooLarge(body.length()))
                : answer;
    }

    /// No byte of it reached the agent.
    ///
    /// @param caller who waits on; null when nobody does
    public void notReached(Lease lease, @Nullable LiveCaller caller) {
        Entry waiting = lease.entry().in(new EntryState.Accepted(lease.attempt() - 1));
        Line line = line(waiting.agent());
        desk.certainly(lease.id(), () -> journal.release(lease.id(), false), released -> {
            if (released) {
                unlessRecalled(line, lease.id(), () -> line.notReached(new Waiting(waiting, caller, false)));
            } else {
                endedMeanwhile(line, lease.id());
            }
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
        desk.certainly(lease.id(), () -> journal.release(lease.id(), true), released -> {
            if (released) {
                Waiting resting = new Waiting(waiting, caller, true);
                unlessRecalled(line, lease.id(), () -> line.again(resting, AGAIN.after(lease.attempt())));
            } else {
                endedMeanwhile(line, lease.id());
            }
        });
    }

    /// What was kept of it cannot be read any more.
    public void damaged(Lease lease, String why) {
        LOG.atError()
                .addKeyValue("agent", lease.entry().agent())
                .addKeyValue("entry", lease.id())
                .addKeyValue("reason", why)
                .log("kept call cannot be read");
        giveUp(lease, Reason.DAMAGED, "What was kept of the call cannot be read any more.");
    }

    /// A call that was written down is not taken on after all: nobody has heard of it, and nothing is owed for it.
    /// Completes when it has ended, however long the journal refuses that.
    public CompletionStage<Boolean> refuse(Entry entry, String detail) {
        CompletableFuture<Boolean> refused = new CompletableFuture<>();
        desk.certainly(entry.id(), () -> journal.abandon(entry.id(), Reason.CANCELLED, detail), refused::complete);
        return refused;
    }

    /// It ends without an answer.
    public void giveUp(Lease lease, Reason reason, String detail) {
        Line line = line(lease.entry().agent());
        desk.abandon(lease.entry(), reason, detail, done -> {
            if (done) {
                line.over(lease.id());
            } else {
                endedMeanwhile(line, lease.id());
            }
        });
    }

    /// What is being cancelled has no place in its line until that has failed.
    private void unlessRecalled(Line line, EntryId id, Runnable back) {
        desk.recalls().settled(id).thenRun(() -> {
            if (line.recalled(id).isPresent()) {
                endedMeanwhile(line, id);
            } else {
                back.run();
            }
        });
    }

    /// Somebody took it back while it was being delivered.
    private void endedMeanwhile(Line line, EntryId id) {
        line.recalled(id).ifPresent(desk.endings()::ended);
        line.over(id);
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
        Line line = line(entry.agent());
        Optional<Waiting> withdrawn = line.withdraw(id);
        if (withdrawn.isPresent()) {
            return cancelled(entry, "It was cancelled before it was delivered.").whenComplete((_, failure) -> {
                if (failure != null) {
                    line.add(withdrawn.get().rested());
                }
            });
        }
        return force
                ? cancelled(entry, "It was cancelled while the agent worked on it; its outcome is unknown.")
                : CompletableFuture.completedFuture(Cancelled.UNDER_WAY);
    }

    private CompletionStage<Cancelled> cancelled(Entry entry, String detail) {
        return desk.recalls()
                .ask(entry.id(), () -> recalled(entry, detail))
                .thenApply(done -> done ? Cancelled.DONE : Cancelled.TOO_LATE);
    }

    private CompletionStage<Boolean> recalled(Entry entry, String detail) {
        return desk.settledAbandon(entry, Reason.CANCELLED, detail).thenApply(done -> {
            if (done) {
                Entry ended = entry.in(
                        new EntryState.Abandoned(entry.state().attempts(), Reason.CANCELLED, detail, desk.now()));
                line(entry.agent()).recall(ended);
                desk.endings().ended(ended);
            }
            return done;
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
