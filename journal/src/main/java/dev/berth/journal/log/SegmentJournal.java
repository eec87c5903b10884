package dev.berth.journal.log;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Admission;
import dev.berth.journal.Answer;
import dev.berth.journal.Body;
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
import dev.berth.journal.sealing.JournalKey;
import dev.berth.journal.sealing.MarkedEntry;
import dev.berth.kit.ReconcileLoop;
import dev.berth.kit.SecretBox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/// A journal in a folder of this machine's disk. A lock file keeps a second one out.
public final class SegmentJournal implements Journal {

    private static final int LONGEST_DETAIL = 1000;
    private static final int PAGE = 500;

    private final InstantSource clock;
    private final FolderLock lock;
    private final SegmentFolder segments;
    private final SpoolFolder spool;
    private final EntryIndex index;
    private final Entries entries;
    private final Writer writer;
    private final Intake intake;
    private final LogSettings settings;
    private final Sweep sweep;
    private final ReconcileLoop indexing;
    private final ReconcileLoop sweeping;
    private final List<Entry> foundOpen;
    private final long foundDamaged;
    private final ExecutorService lookups = Executors.newVirtualThreadPerTaskExecutor();

    private SegmentJournal(
            Path folder, SecretBox box, LogSettings settings, Disk disk, InstantSource clock, FolderLock lock)
            throws IOException {
        this.clock = clock;
        this.lock = lock;
        JournalKey key = JournalKey.in(folder, box);
        this.segments = new SegmentFolder(folder.resolve("segments"), key, disk);
        this.spool = new SpoolFolder(folder.resolve("bodies"), key, disk);
        Recovery.Found found = Recovery.run(segments, folder.resolve("index.db"));
        this.index = found.index();
        this.foundDamaged = found.damaged();
        this.foundOpen = found.open().stream().map(Tracked::entry).toList();
        this.entries = new Entries(index, spool, found, settings.longestLag());
        spool.deleteAllBut(entries::spooled);
        this.writer = new Writer(segments, fresh(segments, found.end(), settings), settings, entries);
        this.intake = new Intake(entries, writer, spool, key, clock, lookups, found.lastSequence());
        this.settings = settings;
        this.sweep = new Sweep(
                segments, spool, index, entries, new Carrier(segments, entries, writer, clock), settings, clock);
        this.indexing = new ReconcileLoop("journal index", settings.indexPause(), () -> {
            entries.flush();
            return settings.indexPause();
        });
        this.sweeping = new ReconcileLoop("journal sweep", settings.sweepPause(), sweep::pass);
    }

    /// A segment behind the last one, which counts up to its last record.
    private static OpenSegment fresh(SegmentFolder segments, Position end, LogSettings settings) throws IOException {
        long last = segments.numbers().stream().max(Long::compare).orElse(0L);
        return segments.create(
                last + 1, end.segment() == last ? end.offset() : SegmentHead.BYTES, settings.roomBytes());
    }

    /// Opens the journal in this folder; a folder that is missing is made.
    ///
    /// @throws JournalFailure when another server has it, or another key or a newer version wrote it
    public static SegmentJournal open(Path folder, SecretBox box, LogSettings settings, InstantSource clock) {
        return open(folder, box, settings, Disk.REAL, clock);
    }

    static SegmentJournal open(Path folder, SecretBox box, LogSettings settings, Disk disk, InstantSource clock) {
        try {
            Files.createDirectories(folder);
            FolderLock lock = FolderLock.on(folder);
            try {
                return new SegmentJournal(folder, box, settings, disk, clock, lock).start();
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new JournalFailure("open the journal in " + folder + ": " + e.getMessage(), e);
        }
    }

    private SegmentJournal start() {
        writer.start();
        indexing.start();
        sweeping.start();
        return this;
    }

    @Override
    public CompletionStage<Admission> accept(Offer offer) {
        return intake.accept(offer);
    }

    @Override
    public CompletionStage<Optional<Integer>> lease(EntryId id, InstanceId instance) {
        return entries.change(id, new LogRecord.Lease(instance, clock.instant()), writer)
                .thenApply(after -> after.map(now -> now.entry().state().attempts()));
    }

    @Override
    public CompletionStage<Boolean> release(EntryId id, boolean reached) {
        return entries.change(id, new LogRecord.Release(reached), writer).thenApply(Optional::isPresent);
    }

    @Override
    public CompletionStage<Boolean> complete(EntryId id, Answer answer) {
        return entries.change(id, new LogRecord.Completion(answer, clock.instant()), writer)
                .thenApply(Optional::isPresent)
                .thenApply(kept -> {
                    if (answer.body() instanceof Answer.Kept.Whole(Body.Spooled body)) {
                        spool.settle(body.name(), kept);
                    }
                    return kept;
                });
    }

    @Override
    public CompletionStage<Boolean> abandon(EntryId id, EntryState.Reason reason, String detail) {
        String told = detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail;
        return entries.change(id, new LogRecord.Abandonment(reason, told, clock.instant()), writer)
                .thenApply(Optional::isPresent);
    }

    @Override
    public CompletionStage<Boolean> forget(EntryId id) {
        return CompletableFuture.supplyAsync(() -> entries.forget(id, clock.instant(), writer), lookups)
                .thenCompose(forgotten -> forgotten);
    }

    @Override
    public CompletionStage<Long> forgetEnded(AgentId agent, Set<EntryQuery.Standing> standings) {
        return CompletableFuture.supplyAsync(
                () -> {
                    entries.flush();
                    return Clearing.clear(this, agent, standings);
                },
                lookups);
    }

    @Override
    public Spool spool() {
        return spool.begin();
    }

    @Override
    public Optional<Entry> find(EntryId id) {
        return entries.find(id, clock.instant()).map(Tracked::entry);
    }

    @Override
    public Optional<Stored.Call> call(EntryId id) {
        return read(id, Tracked::callPlace, (LogRecord.Call call) -> {
            if (call.isLost()) {
                throw new JournalFailure("the record of entry " + id + " is damaged");
            }
            return new Stored.Call(call.head(), call.body().length(), opened(call.body()));
        });
    }

    @Override
    public Optional<Stored.Response> response(EntryId id) {
        return read(id, Tracked::answerPlace, (LogRecord.Completion completion) -> {
            Answer answer = completion.answer();
            return switch (answer.body()) {
                case Answer.Kept.Whole whole ->
                    new Stored.Response(
                            answer.status(), answer.head(), true, whole.body().length(), opened(whole.body()));
                case Answer.Kept.TooLarge large ->
                    new Stored.Response(
                            answer.status(), answer.head(), false, large.length(), InputStream.nullInputStream());
            };
        });
    }

    private InputStream opened(Body body) throws IOException {
        return switch (body) {
            case Body.Inline inline -> new ByteArrayInputStream(inline.bytes().array());
            case Body.Spooled spooled -> spool.open(spooled);
        };
    }

    @Override
    public List<Entry> list(EntryQuery query) {
        return index.list(query, clock.instant()).stream().map(Tracked::entry).toList();
    }

    /// Gives all that is known, in the order of arrival: of a journal that nobody writes to, because its calls are to
    /// go elsewhere.
    public void all(Consumer<MarkedEntry> each) {
        entries.flush();
        Instant now = clock.instant();
        List<Tracked> page = index.known(0, now, PAGE);
        while (!page.isEmpty()) {
            page.forEach(known -> each.accept(new MarkedEntry(known.entry(), known.key())));
            page = index.known(page.getLast().entry().id().sequence(), now, PAGE);
        }
    }

    /// Brings the index up to date now.
    void index() {
        entries.flush();
    }

    /// Lets go of all that may go now, as far as the index knows.
    void sweep() throws InterruptedException {
        Duration next;
        do {
            next = sweep.pass();
        } while (next.compareTo(settings.sweepPause()) < 0);
    }

    @Override
    public List<Entry> open() {
        return foundOpen;
    }

    @Override
    public long open(AgentId agent) {
        return entries.loads().open(agent);
    }

    @Override
    public JournalFigures figures() {
        List<Long> numbers = segments.numbers();
        long bytes = numbers.stream().mapToLong(segments::size).sum() + spool.bytes();
        return new JournalFigures(
                entries.loads().open(),
                entries.oldestOpen(),
                entries.tally().counts(),
                bytes,
                numbers.size(),
                writer.batches(),
                writer.records(),
                foundDamaged,
                Optional.ofNullable(writer.stalled()));
    }

    @Override
    public void close() {
        sweeping.close();
        writer.close();
        indexing.close();
        entries.flush();
        lookups.close();
        index.close();
        try {
            segments.close();
        } catch (IOException e) {
            throw new JournalFailure("close the journal", e);
        } finally {
            lock.close();
        }
    }

    /// Makes something of a record.
    @FunctionalInterface
    private interface Making<R, S> {
        S of(R record) throws IOException;
    }

    /// A record may be carried to another place while it is looked for, and then it is looked for once more.
    private <R extends LogRecord, S> Optional<S> read(
            EntryId id, Function<Tracked, Optional<Location>> place, Making<R, S> making) {
        Optional<Location> first = entries.find(id, clock.instant()).flatMap(place);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(made(id, first.get(), making));
        } catch (JournalFailure e) {
            Optional<Location> second = entries.find(id, clock.instant()).flatMap(place);
            if (second.isEmpty() || second.equals(first)) {
                throw e;
            }
            return Optional.of(made(id, second.get(), making));
        }
    }

    @SuppressWarnings("unchecked") // a place of a call holds a call, a place of an answer an answer
    private <R extends LogRecord, S> S made(EntryId id, Location place, Making<R, S> making) {
        try {
            return making.of((R) segments.read(id, place));
        } catch (SegmentFolder.Damaged e) {
            throw new JournalFailure("the record of entry " + id + " is damaged", e);
        } catch (IOException e) {
            throw new JournalFailure("the body of entry " + id + " is damaged or gone", e);
        }
    }
}
