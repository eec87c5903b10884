package dev.berth.controlplane.requests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Admission;
import dev.berth.journal.Answer;
import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery.Standing;
import dev.berth.journal.EntryState;
import dev.berth.journal.Journal;
import dev.berth.journal.Offer;
import dev.berth.journal.Stored;
import dev.berth.journal.callbacks.Callback;
import dev.berth.journal.callbacks.CallbackOutbox;
import dev.berth.journal.log.LogSettings;
import dev.berth.journal.log.SegmentJournal;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A real journal in a test, and a deliverer that delivers only when it is told to.
public final class KeptCalls implements LiveRequests, AutoCloseable {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");

    private static final LogSettings QUICK = LogSettings.DEFAULTS.indexPause(Duration.ofMillis(5));

    private final Journal journal;
    private final CallbackOutbox outbox;
    private final CallbackDesk callbacks;
    private final List<EntryId> taken = new CopyOnWriteArrayList<>();
    private int mostOpen = 10_000;
    private @Nullable Answer answer;

    public KeptCalls(Path folder) {
        try {
            SecretBox box = SecretBox.withKeyFile(folder.resolve("secret.key"));
            outbox = CallbackOutbox.open(folder.resolve("callbacks.db"), box);
            callbacks = new Callbacks(outbox, new CallbackSecrets(new FakeSecrets(), InstantSource.fixed(NOON)));
            journal = SegmentJournal.open(folder.resolve("journal"), box, QUICK, InstantSource.fixed(NOON));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Callbacks(CallbackOutbox outbox, CallbackSecrets secrets) implements CallbackDesk {

        @Override
        public Optional<Callback> find(EntryId entry) {
            return outbox.find(entry);
        }

        @Override
        public Secret renewSecret(AgentId agent) {
            return secrets.renew(agent);
        }
    }

    private static final class FakeSecrets implements CallbackSecretStore {

        private final Map<AgentId, Secret> secrets = new ConcurrentHashMap<>();

        @Override
        public Optional<Secret> find(AgentId agent) {
            return Optional.ofNullable(secrets.get(agent));
        }

        @Override
        public void put(AgentId agent, Secret secret, Instant madeAt) {
            secrets.put(agent, secret);
        }

        @Override
        public void forgetGone(Instant madeBefore) {
            // Nobody goes.
        }
    }

    /// The callbacks that are owed.
    public CallbackOutbox outbox() {
        return outbox;
    }

    public RequestDesk desk() {
        return new JournalDesk(journal, this, callbacks);
    }

    /// From now on an agent may have so many open calls.
    public void atMostOpen(int entries) {
        mostOpen = entries;
    }

    public Entry waiting(AgentId agent, String target) {
        return taken(offer(agent, target, null, null));
    }

    public Entry delivering(AgentId agent, String target) {
        return taken(offer(agent, target, new InstanceId(agent, 3), null));
    }

    /// A call that was answered.
    ///
    /// @param head of the answer, with line feeds alone
    public Entry answered(AgentId agent, int status, String head, Answer.Kept body) {
        Entry entry = delivering(agent, "/answered");
        now(journal.complete(entry.id(), new Answer(status, Bytes.of(wire(head)), body)));
        return entry;
    }

    private static byte[] wire(String head) {
        return (head.strip().replace("\n", "\r\n") + "\r\n\r\n").getBytes(ISO_8859_1);
    }

    public Entry abandoned(AgentId agent, EntryState.Reason reason, String detail) {
        Entry entry = waiting(agent, "/abandoned");
        now(journal.abandon(entry.id(), reason, detail));
        return entry;
    }

    /// A body in memory.
    public static Answer.Kept whole(String text) {
        return new Answer.Kept.Whole(new Body.Inline(Bytes.of(text.getBytes(ISO_8859_1))));
    }

    /// A body on the disk.
    public Body.Spooled spooled(byte[] bytes) {
        try (var spool = journal.spool()) {
            spool.write(bytes, 0, bytes.length);
            return spool.finish();
        }
    }

    public Entry entry(EntryId id) {
        return journal.find(id).orElseThrow();
    }

    private Offer offer(AgentId agent, String target, @Nullable InstanceId deliveredTo, @Nullable EntryId replayOf) {
        String head = "POST " + target + " HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\n";
        return new Offer(
                agent,
                Bytes.of(head.getBytes(ISO_8859_1)),
                new Body.Inline(Bytes.of("hello".getBytes(ISO_8859_1))),
                new Offer.Terms(NOON.plus(Duration.ofHours(24)), Duration.ofHours(24), mostOpen, 1L << 30),
                null,
                deliveredTo,
                replayOf);
    }

    private Entry taken(Offer offer) {
        if (now(journal.accept(offer)) instanceof Admission.Taken(Entry entry)) {
            taken.add(entry.id());
            return entry;
        }
        throw new AssertionError("not taken on");
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<Replay> replay(EntryId id) {
        Entry old = journal.find(id).orElseThrow();
        if (old.isOpen()) {
            return CompletableFuture.completedStage(new Replay.StillOpen());
        }
        Offer offer = offer(old.agent(), target(id), null, id);
        return journal.accept(offer).thenApply(admission -> switch (admission) {
            case Admission.Taken(var made) -> new Replay.Taken(made);
            case Admission.Full(var limit, var allowed) -> new Replay.Full(limit, allowed);
            case Admission.Repeats _, Admission.KeyConflict _ -> throw new AssertionError("it has no key");
        });
    }

    /// From now on an agent answers as soon as somebody waits for it.
    public void answerWhoWaits(int status, String head, Answer.Kept body) {
        answer = new Answer(status, Bytes.of(wire(head)), body);
    }

    @Override
    public CompletionStage<Entry> ended(EntryId id) {
        Answer given = answer;
        if (given == null) {
            return new CompletableFuture<>();
        }
        now(journal.lease(id, new InstanceId(entry(id).agent(), 3)));
        now(journal.complete(id, given));
        return CompletableFuture.completedStage(entry(id));
    }

    private String target(EntryId id) {
        Stored.Call call = journal.call(id).orElseThrow();
        try {
            call.body().close();
            return StoredHead.of(call.head()).target().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletionStage<Cancellation> cancel(EntryId id, boolean force) {
        Entry entry = journal.find(id).orElseThrow();
        return switch (entry.state()) {
            case EntryState.Ended _ -> journal.forget(id).thenApply(_ -> Cancellation.FORGOTTEN);
            case EntryState.Delivering _ ->
                force
                        ? abandon(id, "Cancelled, outcome unknown.")
                        : CompletableFuture.completedStage(Cancellation.IN_FLIGHT);
            case EntryState.Accepted _ -> abandon(id, "It was cancelled.");
        };
    }

    private CompletionStage<Cancellation> abandon(EntryId id, String detail) {
        return journal.abandon(id, EntryState.Reason.CANCELLED, detail).thenApply(_ -> Cancellation.CANCELLED);
    }

    @Override
    public CompletionStage<Clearing> clear(AgentId agent, Set<Standing> standings, boolean force) {
        long cancelled = 0;
        long inFlight = 0;
        List<Entry> all =
                taken.stream().map(journal::find).flatMap(Optional::stream).toList();
        for (Entry each : all) {
            if (each.isOpen() && each.agent().equals(agent) && standings.contains(Standing.of(each.state()))) {
                boolean gone = now(cancel(each.id(), force)) == Cancellation.CANCELLED;
                cancelled += gone ? 1 : 0;
                inFlight += gone ? 0 : 1;
            }
        }
        boolean ended = standings.contains(Standing.COMPLETED) || standings.contains(Standing.ABANDONED);
        long forgotten = ended ? now(journal.forgetEnded(agent, standings)) : 0;
        return CompletableFuture.completedStage(new Clearing(cancelled, forgotten, inFlight));
    }

    @Override
    public void close() {
        outbox.close();
        journal.close();
    }
}
