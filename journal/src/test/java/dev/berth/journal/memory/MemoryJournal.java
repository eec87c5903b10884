package dev.berth.journal.memory;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Admission;
import dev.berth.journal.Answer;
import dev.berth.journal.Body;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.EntryQuery.Standing;
import dev.berth.journal.EntryState;
import dev.berth.journal.EntryState.Accepted;
import dev.berth.journal.EntryState.Delivering;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFigures;
import dev.berth.journal.Offer;
import dev.berth.journal.Spool;
import dev.berth.journal.Stored;
import dev.berth.journal.Tally;
import dev.berth.journal.memory.MemoryDisk.Kept;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A journal in memory whose owner says when a change reaches the disk: [#write] puts the oldest ones there, [#tell]
/// tells those who wait for them, [#fail] is a disk that refuses, and a crash is to take the [MemoryDisk] to another
/// journal and to forget this one.
///
/// Like the real one it decides what a change does when it is asked for, and shows what is on the disk. Not for
/// several threads.
public final class MemoryJournal implements Journal {

    private final MemoryDisk disk;
    private final InstantSource clock;
    private final boolean atOnce;
    private final PendingChanges changes;
    private final Tally tally = new Tally();

    private MemoryJournal(MemoryDisk disk, InstantSource clock, boolean atOnce) {
        this.disk = disk;
        this.clock = clock;
        this.atOnce = atOnce;
        this.changes = new PendingChanges(disk, tally);
    }

    /// Its owner writes.
    public static MemoryJournal on(MemoryDisk disk, InstantSource clock) {
        return new MemoryJournal(disk, clock, false);
    }

    /// Every change is on the disk at once.
    public static MemoryJournal writingAtOnce(MemoryDisk disk, InstantSource clock) {
        return new MemoryJournal(disk, clock, true);
    }

    /// How many changes wait for the disk.
    public int waiting() {
        return changes.waiting();
    }

    /// Puts the oldest changes on the disk; nobody is told.
    public void write(int most) {
        changes.write(most);
    }

    /// Tells those who wait for what is on the disk.
    public void tell() {
        changes.tell();
    }

    /// Puts everything on the disk, and tells.
    public void sync() {
        while (changes.waiting() > 0) {
            changes.write(Integer.MAX_VALUE);
            changes.tell();
        }
        changes.tell();
    }

    /// The disk refuses what waits.
    ///
    /// @param onlyCalls what is to be taken on; the other changes wait on
    public void fail(boolean onlyCalls) {
        changes.fail(onlyCalls);
    }

    private <T> CompletionStage<T> asked(CompletionStage<T> stage) {
        if (atOnce) {
            sync();
        }
        return stage;
    }

    @Override
    public CompletionStage<Admission> accept(Offer offer) {
        Admission admission = admit(offer);
        if (!(admission instanceof Admission.Taken(Entry entry))) {
            disk.deleteBody(offer.body());
            // What it repeats may not be on the disk yet, and what is not there is told to nobody.
            return asked(changes.add(new PendingChanges.Change<>(null, true, admission)));
        }
        Kept kept = new Kept(entry, offer.head(), offer.body(), offer.key(), null);
        return asked(changes.add(new PendingChanges.Change<>(kept, true, admission)));
    }

    private Admission admit(Offer offer) {
        Offer.Key key = offer.key();
        Optional<Kept> same = key == null ? Optional.empty() : holder(offer.agent(), key);
        if (key != null && same.isPresent()) {
            Offer.Key first = same.get().key();
            Entry entry = same.get().entry();
            return first != null && first.fingerprint().equals(key.fingerprint())
                    ? new Admission.Repeats(entry)
                    : new Admission.KeyConflict(entry.id());
        }
        List<Entry> open = asked(offer.agent()).filter(Entry::isOpen).toList();
        if (open.size() >= offer.terms().maxEntries()) {
            return new Admission.Full("max_entries", offer.terms().maxEntries());
        }
        if (open.stream().mapToLong(Entry::bytes).sum() + offer.bytes()
                > offer.terms().maxBytes()) {
            return new Admission.Full("max_bytes", offer.terms().maxBytes());
        }
        return new Admission.Taken(entry(offer));
    }

    private Optional<Kept> holder(AgentId agent, Offer.Key key) {
        return changes.asked()
                .filter(each -> each.entry().agent().equals(agent))
                .filter(each -> isKnown(each.entry()))
                .filter(each -> each.key() != null
                        && each.key().scope().equals(key.scope())
                        && each.key().value().equals(key.value()))
                .findFirst();
    }

    private Stream<Entry> asked(AgentId agent) {
        return changes.asked().map(Kept::entry).filter(each -> each.agent().equals(agent));
    }

    private Entry entry(Offer offer) {
        Instant now = clock.instant();
        EntryState accepted = new Accepted(0);
        EntryState state = offer.deliveredTo() == null ? accepted : new Delivering(1, offer.deliveredTo(), now);
        return new Entry(
                disk.nextId(),
                offer.agent(),
                now,
                offer.terms().deadline(),
                offer.terms().retention(),
                offer.bytes(),
                state,
                offer.replayOf());
    }

    /// @param move the state after the change; null when it allows none
    private <T> CompletionStage<T> change(
            EntryId id, Function<EntryState, @Nullable EntryState> move, Function<EntryState, T> done, T isVoid) {
        Kept now = changes.askedOrNull(id);
        EntryState next = now == null ? null : move.apply(now.entry().state());
        if (now == null || next == null) {
            return CompletableFuture.completedFuture(isVoid);
        }
        Kept after = now.in(now.entry().in(next));
        return asked(changes.add(new PendingChanges.Change<>(after, false, done.apply(next))));
    }

    @Override
    public CompletionStage<Optional<Integer>> lease(EntryId id, InstanceId instance) {
        return change(
                id,
                state -> state instanceof Accepted accepted ? accepted.delivering(instance, clock.instant()) : null,
                state -> Optional.of(state.attempts()),
                Optional.empty());
    }

    @Override
    public CompletionStage<Boolean> release(EntryId id, boolean reached) {
        return change(
                id,
                state -> !(state instanceof Delivering delivering)
                        ? null
                        : reached ? delivering.interrupted() : delivering.undelivered(),
                _ -> true,
                false);
    }

    @Override
    public CompletionStage<Boolean> complete(EntryId id, Answer answer) {
        Kept now = changes.askedOrNull(id);
        if (now == null || !(now.entry().state() instanceof Delivering delivering)) {
            if (answer.body() instanceof Answer.Kept.Whole whole) {
                disk.deleteBody(whole.body());
            }
            return CompletableFuture.completedFuture(false);
        }
        Entry completed = now.entry().in(delivering.completed(answer.status(), clock.instant()));
        Kept after = now.in(completed).with(answer);
        return asked(changes.add(new PendingChanges.Change<>(after, false, true)));
    }

    @Override
    public CompletionStage<Boolean> abandon(EntryId id, EntryState.Reason reason, String detail) {
        return change(
                id,
                state -> switch (state) {
                    case Accepted accepted -> accepted.abandoned(reason, detail, clock.instant());
                    case Delivering delivering -> delivering.abandoned(reason, detail, clock.instant());
                    case EntryState.Ended _ -> null;
                },
                _ -> true,
                false);
    }

    @Override
    public CompletionStage<Boolean> forget(EntryId id) {
        Optional<Entry> found = find(id).filter(each -> !each.isOpen());
        found.ifPresent(_ -> changes.forget(id));
        return CompletableFuture.completedFuture(found.isPresent());
    }

    @Override
    public CompletionStage<Long> forgetEnded(AgentId agent, Set<Standing> standings) {
        List<Entry> meant = known(agent)
                .filter(each -> !each.isOpen())
                .filter(each -> standings.isEmpty() || standings.contains(Standing.of(each.state())))
                .toList();
        meant.forEach(each -> changes.forget(each.id()));
        return CompletableFuture.completedFuture((long) meant.size());
    }

    @Override
    public Spool spool() {
        return new MemorySpool(disk);
    }

    @Override
    public Optional<Entry> find(EntryId id) {
        return disk.entry(id).filter(this::isKnown);
    }

    private boolean isKnown(Entry entry) {
        return entry.expiresAt().filter(end -> !clock.instant().isBefore(end)).isEmpty();
    }

    @Override
    public Optional<Stored.Call> call(EntryId id) {
        return find(id).map(entry -> disk.find(entry.id()))
                .map(kept -> new Stored.Call(kept.head(), kept.body().length(), opened(kept.body())));
    }

    @Override
    public Optional<Stored.Response> response(EntryId id) {
        return find(id).map(entry -> disk.find(entry.id())).map(Kept::answer).map(this::response);
    }

    private Stored.Response response(Answer answer) {
        return switch (answer.body()) {
            case Answer.Kept.Whole(Body body) ->
                new Stored.Response(answer.status(), answer.head(), true, body.length(), opened(body));
            case Answer.Kept.TooLarge(long length) ->
                new Stored.Response(answer.status(), answer.head(), false, length, InputStream.nullInputStream());
        };
    }

    private InputStream opened(Body body) {
        return switch (body) {
            case Body.Inline inline -> new ByteArrayInputStream(inline.bytes().array());
            case Body.Spooled spooled -> new ByteArrayInputStream(disk.body(spooled.name()));
        };
    }

    @Override
    public List<Entry> list(EntryQuery query) {
        return known(query.agent())
                .filter(each -> query.states().isEmpty() || query.states().contains(Standing.of(each.state())))
                .filter(each -> query.before() == null || each.id().compareTo(query.before()) < 0)
                .sorted(Comparator.comparing(Entry::id).reversed())
                .limit(query.limit())
                .toList();
    }

    private Stream<Entry> known(AgentId agent) {
        return disk.all().filter(each -> each.agent().equals(agent)).filter(this::isKnown);
    }

    @Override
    public List<Entry> open() {
        return disk.all().filter(Entry::isOpen).toList();
    }

    @Override
    public long open(AgentId agent) {
        return asked(agent).filter(Entry::isOpen).count();
    }

    @Override
    public JournalFigures figures() {
        List<Entry> open =
                changes.asked().map(Kept::entry).filter(Entry::isOpen).toList();
        Optional<Instant> oldest = open.stream().map(Entry::acceptedAt).min(Instant::compareTo);
        return new JournalFigures(open.size(), oldest, tally.counts(), 0, 1, 0, 0, 0, Optional.empty());
    }

    @Override
    public void close() {
        sync();
    }
}
