package dev.berth.journal.postgres;

import dev.berth.journal.EntryId;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Tally;
import dev.berth.journal.limits.AgentLoads;
import dev.berth.kit.ReconcileLoop;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings changes to the database: one thread, one transaction for as many as wait, each caller told when his own is
/// committed.
///
/// While the database is away, calls that wait to be taken on are refused and all other changes are kept. Of a commit
/// whose answer was lost, the database is asked whether it happened, before anybody is told anything.
final class BatchWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    private static final int BATCH_BYTES = 8 << 20;
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final String IN_DOUBT =
            "the call may have been taken on: the answer of the journal's database is lost";

    private final Session session;
    private final PostgresSettings settings;
    private final AgentLoads loads;
    private final Tally tally;
    private final Queue<Change> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Deque<Change> first = new ArrayDeque<>(); // goes before the queue
    private final CountDownLatch drained = new CountDownLatch(1);
    private final ReconcileLoop loop;
    private final Silence silence;
    private final LongAdder batches = new LongAdder();
    private final LongAdder records = new LongAdder();
    private long number;
    private long contact = System.nanoTime(); // when the database answered last
    private @Nullable Batch inDoubt;
    private volatile boolean closing;
    private volatile @Nullable String stalled;
    private volatile @Nullable JournalFailure ended;
    private final CompletableFuture<Void> takenOver = new CompletableFuture<>();

    BatchWriter(Session session, PostgresSettings settings, AgentLoads loads, Tally tally) {
        this.session = session;
        this.settings = settings;
        this.loads = loads;
        this.tally = tally;
        this.loop = new ReconcileLoop("journal", IDLE, this::pass);
        this.silence = new Silence(settings.silence());
    }

    BatchWriter start() {
        loop.start();
        silence.start();
        return this;
    }

    /// Never blocks.
    void add(Change change) {
        JournalFailure end = ended;
        if (end != null) {
            change.told().completeExceptionally(end);
            return;
        }
        waitingBytes.addAndGet(change.weight());
        queue.add(change);
        loop.signal();
    }

    /// Why nothing can be taken on now; null when it can.
    @Nullable
    String obstacle() {
        String reason = stalled();
        if (reason != null) {
            return reason;
        }
        return closing
                ? "it is closing"
                : waitingBytes.get() > settings.longestQueue() ? "the database does not keep up" : null;
    }

    @Nullable
    String stalled() {
        String reason = stalled;
        return reason == null ? silence.reason() : reason;
    }

    /// Completes when another server took over: nothing is written from then on.
    CompletableFuture<Void> takenOver() {
        return takenOver;
    }

    long batches() {
        return batches.sum();
    }

    long records() {
        return records.sum();
    }

    private Duration pass() {
        while (ended == null) {
            List<Change> changes = inDoubt == null ? collect() : List.of();
            if (inDoubt == null && changes.isEmpty() && stalled == null && !isProbeDue()) {
                break;
            }
            if (!reached(changes)) {
                refuseWaiting();
                if (closing) {
                    failAll(new JournalFailure("the journal was closed while its database was away"));
                    break;
                }
                return settings.retryPause();
            }
        }
        JournalFailure end = ended;
        if (end != null) {
            failAll(end);
        }
        if (closing) {
            drained.countDown();
        }
        return IDLE;
    }

    /// Whoever has nothing to write looks once a second whether he still could: a database that went away is told
    /// before a call finds out, and a connection that broke is made anew.
    private boolean isProbeDue() {
        return !closing && System.nanoTime() - contact >= IDLE.toNanos();
    }

    /// As much as one batch holds, no entry twice.
    private List<Change> collect() {
        List<Change> changes = new ArrayList<>();
        Set<EntryId> known = new HashSet<>();
        int room = BATCH_BYTES;
        Change next = first.isEmpty() ? queue.peek() : first.peek();
        while (next != null && changes.size() < settings.batch() && room > 0 && known.add(next.id())) {
            if (first.isEmpty()) {
                unqueue();
            } else {
                first.remove();
            }
            room -= next.weight();
            changes.add(next);
            next = first.isEmpty() ? queue.peek() : first.peek();
        }
        return changes;
    }

    private Change unqueue() {
        Change change = queue.remove();
        waitingBytes.addAndGet(-change.weight());
        return change;
    }

    /// Whether the database was there.
    private boolean reached(List<Change> changes) {
        silence.asks();
        try {
            return wrote(changes);
        } finally {
            silence.answered();
        }
    }

    private boolean wrote(List<Change> changes) {
        boolean committing = false;
        Batch batch = null;
        try {
            Connection connection = session.connection();
            resolve(connection);
            connection.setAutoCommit(false);
            if (changes.isEmpty()) {
                probe(connection);
            } else {
                batch = new Batch(session.epoch(), ++number, changes, loads, tally);
                batch.run(connection);
                committing = true;
                connection.commit();
                told(batch);
            }
            contact = System.nanoTime();
            resumed();
            return true;
        } catch (SQLException e) {
            return failed(e, changes, committing ? batch : null);
        } catch (JournalFailure e) {
            ended(e, changes);
            return true;
        } catch (RuntimeException e) {
            if (committing || changes.isEmpty()) {
                throw e;
            }
            return isolated(e, changes);
        }
    }

    /// A database that took nothing has to take something before it counts as back: it may be read-only.
    private void probe(Connection connection) throws SQLException {
        boolean writing = stalled != null;
        session.probe(connection, writing);
        if (writing) {
            connection.commit();
        } else {
            connection.rollback();
        }
    }

    /// Another server took over. What was not committed is undone at once: its rows are the heir's.
    private void ended(JournalFailure end, List<Change> changes) {
        session.lost();
        changes.reversed().forEach(first::addFirst);
        stalled = end.getMessage();
        ended = end;
        LOG.atError().addKeyValue("reason", end.getMessage()).log("journal takes nothing on");
        takenOver.complete(null);
    }

    /// Learns what became of a commit whose answer was lost.
    private void resolve(Connection connection) throws SQLException {
        Batch lost = inDoubt;
        if (lost == null) {
            return;
        }
        Session.Known known = session.known(connection);
        inDoubt = null;
        if (known.ended() && (known.batch() == lost.number() || known.batch() < 0)) {
            leaveInDoubt(lost.changes());
        }
        if (known.batch() == lost.number()) {
            told(lost);
        } else {
            putBack(lost.changes());
        }
    }

    /// Calls that were taken on are another's by now, or nobody's: here they cannot be delivered.
    private static void leaveInDoubt(List<Change> changes) {
        for (Change each : changes) {
            if (each instanceof Change.Accept accept) {
                accept.told().completeExceptionally(JournalFailure.inDoubt(IN_DOUBT));
            }
        }
    }

    private void told(Batch batch) {
        batches.increment();
        records.add(batch.changes().size());
        batch.tell();
    }

    private void resumed() {
        if (stalled != null) {
            stalled = null;
            LOG.atInfo().log("journal takes calls on again");
        }
    }

    /// @param committing the batch whose commit was asked for
    private boolean failed(SQLException failure, List<Change> changes, @Nullable Batch committing) {
        if (committing == null && isOfTheChange(failure) && !changes.isEmpty()) {
            return isolated(failure, changes);
        }
        session.lost();
        if (stalled == null) {
            LOG.atError()
                    .addKeyValue("reason", failure.getMessage())
                    .log("journal takes nothing on: its database is away");
        }
        stalled = "the journal's database is away: " + failure.getMessage();
        if (committing == null) {
            putBack(changes);
        } else {
            inDoubt = committing;
        }
        return false;
    }

    /// What the database refuses for what it says, and what nobody understands, fails alone; the others of its batch
    /// are tried one by one.
    private boolean isolated(Exception failure, List<Change> changes) {
        session.lost();
        if (changes.size() == 1) {
            Change only = changes.getFirst();
            LOG.atError().setCause(failure).addKeyValue("entry", only.id()).log("journal's database refused a change");
            refuse(only, new JournalFailure("the journal's database refused it: " + failure, failure));
            return true;
        }
        boolean reached = true;
        for (Change each : changes) {
            if (reached) {
                reached = reached(List.of(each));
            } else {
                first.addLast(each);
            }
        }
        return reached;
    }

    /// Data that it cannot take (class 22), that breaks a rule (23), or a row that it cannot read (XX).
    private static boolean isOfTheChange(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23") || state.startsWith("XX"));
    }

    /// Calls are refused, other changes wait at the head of the line.
    private void putBack(List<Change> changes) {
        for (Change each : changes.reversed()) {
            if (each instanceof Change.Accept) {
                refuse(each, new JournalFailure("nothing can be taken on now: " + stalled));
            } else {
                first.addFirst(each);
            }
        }
    }

    private void refuseWaiting() {
        while (!queue.isEmpty()) {
            Change next = unqueue();
            if (next instanceof Change.Accept) {
                refuse(next, new JournalFailure("nothing can be taken on now: " + stalled));
            } else {
                first.addLast(next);
            }
        }
    }

    private void refuse(Change change, JournalFailure failure) {
        if (change instanceof Change.Accept accept) {
            loads.leave(accept.entry().agent(), accept.entry().bytes());
        }
        change.told().completeExceptionally(failure);
    }

    private void failAll(JournalFailure failure) {
        while (!queue.isEmpty()) {
            first.addLast(unqueue());
        }
        if (inDoubt != null) {
            leaveInDoubt(inDoubt.changes());
            inDoubt.changes().forEach(first::addLast);
            inDoubt = null;
        }
        first.forEach(each -> refuse(each, failure));
        first.clear();
    }

    /// Writes what waits, at most for ten seconds.
    @Override
    public void close() {
        closing = true;
        loop.signal();
        try {
            if (!drained.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().log("journal did not end in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        loop.close();
        silence.close();
        session.close();
    }
}
