package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Admission;
import dev.berth.journal.Answer;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.EntryState;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.JournalFigures;
import dev.berth.journal.Offer;
import dev.berth.journal.Spool;
import dev.berth.journal.Stored;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A journal that is away for a while: then it gives nothing and takes nothing on, and changes of what it has come
/// through, as they do once it is back.
final class FickleJournal implements Journal {

    private final Journal inner;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean away;
    private volatile boolean breaking;
    private volatile boolean doubtful;
    private volatile @Nullable EntryId damaged;
    private final AtomicInteger refusedEnds = new AtomicInteger();

    FickleJournal(Journal inner) {
        this.inner = inner;
    }

    void away(boolean now) {
        away = now;
    }

    /// The next body that is read ends in the middle, because the journal goes away.
    void breakNextBody() {
        breaking = true;
    }

    /// The next call is taken on, and nobody is told.
    void loseNextAdmission() {
        doubtful = true;
    }

    /// The record of this entry's call is damaged.
    void damage(EntryId id) {
        damaged = id;
    }

    /// The next entry that is to be given up is not, because the disk fails once.
    void refuseNextEnd() {
        refusedEnds.incrementAndGet();
    }

    /// How often it was asked in vain.
    int askedInVain() {
        return asked.get();
    }

    private JournalFailure failure() {
        asked.incrementAndGet();
        return JournalFailure.away("the test's journal is away", new IOException("away"));
    }

    private Journal there() {
        if (away) {
            throw failure();
        }
        return inner;
    }

    @Override
    public CompletionStage<Admission> accept(Offer offer) {
        if (doubtful) {
            doubtful = false;
            return inner.accept(offer).thenCompose(_ -> CompletableFuture.failedFuture(JournalFailure.inDoubt("lost")));
        }
        return away ? CompletableFuture.failedFuture(failure()) : inner.accept(offer);
    }

    @Override
    public CompletionStage<Optional<Integer>> lease(EntryId id, InstanceId instance) {
        return inner.lease(id, instance);
    }

    @Override
    public CompletionStage<Boolean> release(EntryId id, boolean reached) {
        return inner.release(id, reached);
    }

    @Override
    public CompletionStage<Boolean> complete(EntryId id, Answer answer) {
        return inner.complete(id, answer);
    }

    @Override
    public CompletionStage<Boolean> abandon(EntryId id, EntryState.Reason reason, String detail) {
        return refusedEnds.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                ? CompletableFuture.failedFuture(failure())
                : inner.abandon(id, reason, detail);
    }

    @Override
    public CompletionStage<Boolean> forget(EntryId id) {
        return inner.forget(id);
    }

    @Override
    public CompletionStage<Long> forgetEnded(AgentId agent, Set<EntryQuery.Standing> standings) {
        return inner.forgetEnded(agent, standings);
    }

    @Override
    public Spool spool() {
        return there().spool();
    }

    @Override
    public Optional<Entry> find(EntryId id) {
        return there().find(id);
    }

    @Override
    public Optional<Stored.Call> call(EntryId id) {
        if (id.equals(damaged)) {
            throw new JournalFailure("the record of entry " + id + " is damaged");
        }
        Optional<Stored.Call> call = there().call(id);
        if (!breaking
                || call.filter(each -> each.bodyLength() > KeptBodies.INLINE).isEmpty()) {
            return call;
        }
        return call.map(each -> new Stored.Call(each.head(), each.bodyLength(), broken(each.body())));
    }

    private InputStream broken(InputStream body) {
        try (body) {
            InputStream begin = new ByteArrayInputStream(body.readNBytes(1000));
            return new SequenceInputStream(begin, new Breaking());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Where the journal went away.
    private final class Breaking extends InputStream {

        @Override
        public int read() throws IOException {
            breaking = false;
            throw new IOException(failure());
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            return read();
        }
    }

    @Override
    public Optional<Stored.Response> response(EntryId id) {
        return there().response(id);
    }

    @Override
    public List<Entry> list(EntryQuery query) {
        return there().list(query);
    }

    @Override
    public List<Entry> open() {
        return inner.open();
    }

    @Override
    public long open(AgentId agent) {
        return inner.open(agent);
    }

    @Override
    public JournalFigures figures() {
        return inner.figures();
    }

    @Override
    public void close() {
        inner.close();
    }
}
