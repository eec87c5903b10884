package dev.berth.journal.postgres;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Admission;
import dev.berth.journal.Answer;
import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
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
import dev.berth.journal.Tally;
import dev.berth.journal.callbacks.CallbackOutbox;
import dev.berth.journal.limits.AgentLoads;
import dev.berth.journal.sealing.JournalKey;
import dev.berth.kit.ReconcileLoop;
import dev.berth.kit.SecretBox;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A journal in a PostgreSQL database that several servers share. The database alone is the truth: nothing but sums is
/// kept in memory.
///
/// Each server delivers what it took on itself, and what it took over from servers that died.
public final class PostgresJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresJournal.class);

    private static final int LONGEST_DETAIL = 1000;

    private final PostgresSettings settings;
    private final InstantSource clock;
    private final JournalDatabase database;
    private final Session session;
    private final Sealed sealed;
    private final Bodies bodies;
    private final EntryReader reader;
    private final Expiry expiry;
    private final Takeover takeover;
    private final AgentLoads loads = new AgentLoads();
    private final Tally tally = new Tally();
    private final BatchWriter writer;
    private final Intake intake;
    private final ReconcileLoop sweeping;
    private final ReconcileLoop lookingAround;
    private final List<Entry> foundOpen;
    private volatile Held held = new Held(null, 0);
    private final ExecutorService lookups = Executors.newVirtualThreadPerTaskExecutor();

    private PostgresJournal(
            JournalDatabase database, Session session, JournalKey key, PostgresSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.database = database;
        this.session = session;
        this.sealed = new Sealed(key);
        this.bodies = new Bodies(database, key, session.epoch());
        this.reader = new EntryReader(database, sealed, bodies);
        this.expiry = new Expiry(database, settings, session.epoch());
        this.takeover = new Takeover(database, session.epoch());
        takeover.run(clock.instant());
        this.foundOpen = reader.open(session.epoch());
        reader.loads(session.epoch(), true).forEach(loads::found);
        lookAround();
        this.writer = new BatchWriter(session, settings, loads, tally);
        this.intake = new Intake(writer, reader, loads, sealed, key, clock, lookups);
        this.sweeping = new ReconcileLoop(
                "journal sweep",
                settings.sweepPause(),
                () -> unlessAway(settings.sweepPause(), () -> expiry.pass(clock.instant())));
        this.lookingAround = new ReconcileLoop(
                "journal loads",
                settings.lookAround(),
                () -> unlessAway(settings.lookAround(), () -> {
                    lookAround();
                    return settings.lookAround();
                }));
    }

    /// Opens the journal in this database, whose schema `journal` is made or brought up to date.
    ///
    /// @param jdbcUrl such as `jdbc:postgresql://localhost/berth?user=berth&password=...`
    /// @param box the same for all servers that share it
    /// @param name of this server, for people
    /// @throws JournalFailure when the database does not answer, or another key or a newer version wrote it
    public static PostgresJournal open(
            String jdbcUrl, SecretBox box, String name, PostgresSettings settings, InstantSource clock) {
        JournalDatabase database = JournalDatabase.open(jdbcUrl, settings.readers());
        try {
            JournalKey key = key(database, box);
            Session session = Session.begin(database, name, clock.instant());
            try {
                return new PostgresJournal(database, session, key, settings, clock).start();
            } catch (RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// The first server makes it.
    private static JournalKey key(JournalDatabase database, SecretBox box) {
        String stored = database.run("read the journal's key", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO sealing_key (number, sealed) VALUES (?, ?) ON CONFLICT DO NOTHING");
                    Statement ask = connection.createStatement()) {
                insert.setShort(1, Sealed.KEY_NUMBER);
                insert.setString(2, JournalKey.fresh(box));
                insert.executeUpdate();
                try (ResultSet row =
                        ask.executeQuery("SELECT sealed FROM sealing_key WHERE number = " + Sealed.KEY_NUMBER)) {
                    row.next();
                    return row.getString(1);
                }
            }
        });
        return JournalKey.open(stored, box);
    }

    private PostgresJournal start() {
        writer.start();
        sweeping.start();
        lookingAround.start();
        return this;
    }

    /// Learns what other servers have open.
    void lookAround() {
        loads.elsewhere(reader.loads(session.epoch(), false));
    }

    /// The writer tells that the database is away, and when it is back.
    private Duration unlessAway(Duration pause, Supplier<Duration> pass) {
        if (writer.stalled() != null) {
            return pause;
        }
        try {
            return pass.get();
        } catch (JournalFailure e) {
            if (!JournalFailure.isAway(e)) {
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log("journal's database refused");
            }
            return pause;
        }
    }

    /// Takes over what servers left open that died since: in the order of arrival, as [#open] gives it. Nothing while
    /// the database is away.
    ///
    /// Blocks: for one virtual thread at a time.
    public List<Entry> takeOver() {
        List<Entry> adopted = new ArrayList<>();
        unlessAway(Duration.ZERO, () -> {
            adopted.addAll(takeover.run(clock.instant()));
            if (!adopted.isEmpty()) {
                lookAround();
            }
            return Duration.ZERO;
        });
        adopted.forEach(loads::found);
        return adopted;
    }

    /// Completes when another server took over what this one had open: nothing is taken on or written from then on, and
    /// the server has to end.
    public CompletableFuture<Void> takenOver() {
        return writer.takenOver();
    }

    @Override
    public Optional<String> stalled() {
        return Optional.ofNullable(writer.stalled());
    }

    /// Where the callbacks of this journal's calls are owed. To be closed before the journal.
    ///
    /// @param box seals addresses
    public CallbackOutbox callbacks(SecretBox box) {
        return CallbackOutbox.over(new PostgresCallbacks(database), box);
    }

    @Override
    public CompletionStage<Admission> accept(Offer offer) {
        return withoutOrphan(
                intake.accept(offer),
                offer.body() instanceof Body.Spooled spooled ? spooled.name() : null,
                admission -> admission instanceof Admission.Taken);
    }

    @Override
    public CompletionStage<Optional<Integer>> lease(EntryId id, InstanceId instance) {
        return asked(new Change.Lease(id, instance, clock.instant(), new CompletableFuture<>()))
                .told();
    }

    @Override
    public CompletionStage<Boolean> release(EntryId id, boolean reached) {
        return asked(new Change.Release(id, reached, new CompletableFuture<>())).told();
    }

    @Override
    public CompletionStage<Boolean> complete(EntryId id, Answer answer) {
        return switch (answer.body()) {
            case Answer.Kept.Whole(Body.Inline inline) -> complete(id, answer, inline.bytes(), null, inline.length());
            case Answer.Kept.Whole(Body.Spooled spooled) ->
                withoutOrphan(
                        complete(id, answer, Bytes.EMPTY, spooled.name(), spooled.length()),
                        spooled.name(),
                        kept -> kept);
            case Answer.Kept.TooLarge large -> complete(id, answer, Bytes.EMPTY, null, large.length());
        };
    }

    private CompletionStage<Boolean> complete(
            EntryId id, Answer answer, Bytes inline, @Nullable String body, long length) {
        return asked(new Change.Completion(
                        id,
                        answer.status(),
                        sealed.seal(id, Sealed.Part.ANSWER, answer.head(), inline),
                        body,
                        length,
                        answer.body() instanceof Answer.Kept.Whole,
                        clock.instant(),
                        new CompletableFuture<>()))
                .told();
    }

    @Override
    public CompletionStage<Boolean> abandon(EntryId id, EntryState.Reason reason, String detail) {
        String told = detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail;
        return asked(new Change.Abandonment(
                        id, reason, told.replace('\0', ' '), clock.instant(), new CompletableFuture<>()))
                .told();
    }

    @Override
    public CompletionStage<Boolean> forget(EntryId id) {
        return asked(new Change.Removal(id, clock.instant(), new CompletableFuture<>()))
                .told();
    }

    private <C extends Change> C asked(C change) {
        writer.add(change);
        return change;
    }

    /// A body that belongs to nothing is gone when the stage completes.
    private <T> CompletionStage<T> withoutOrphan(CompletionStage<T> stage, @Nullable String body, Predicate<T> kept) {
        return body == null
                ? stage
                : stage.thenCompose(result -> kept.test(result)
                        ? CompletableFuture.completedFuture(result)
                        : CompletableFuture.supplyAsync(
                                () -> {
                                    bodies.delete(body);
                                    return result;
                                },
                                lookups));
    }

    @Override
    public CompletionStage<Long> forgetEnded(AgentId agent, Set<EntryQuery.Standing> standings) {
        return CompletableFuture.supplyAsync(() -> expiry.clear(agent, standings, clock.instant()), lookups);
    }

    @Override
    public Spool spool() {
        return bodies.begin();
    }

    @Override
    public Optional<Entry> find(EntryId id) {
        return reader.find(id, clock.instant());
    }

    @Override
    public Optional<Stored.Call> call(EntryId id) {
        return reader.call(id, clock.instant());
    }

    @Override
    public Optional<Stored.Response> response(EntryId id) {
        return reader.response(id, clock.instant());
    }

    @Override
    public List<Entry> list(EntryQuery query) {
        return reader.list(query, clock.instant());
    }

    @Override
    public List<Entry> open() {
        return foundOpen;
    }

    @Override
    public long open(AgentId agent) {
        return loads.open(agent);
    }

    /// Lets go of all that may go now.
    void sweep() {
        Duration next;
        do {
            next = expiry.pass(clock.instant());
        } while (next.compareTo(settings.sweepPause()) < 0);
    }

    /// While the database is away, what it said last is given again.
    @Override
    public JournalFigures figures() {
        String stalled = writer.stalled();
        if (stalled == null) {
            try {
                held = new Held(reader.oldestOpen().orElse(null), reader.bytesOnDisk());
            } catch (JournalFailure e) {
                stalled = e.getMessage();
            }
        }
        Held last = held;
        return new JournalFigures(
                loads.open(),
                Optional.ofNullable(last.oldestOpen()),
                tally.counts(),
                last.bytes(),
                0,
                writer.batches(),
                writer.records(),
                0,
                Optional.ofNullable(stalled));
    }

    /// What the database said of itself.
    private record Held(@Nullable Instant oldestOpen, long bytes) {}

    @Override
    public void close() {
        sweeping.close();
        lookingAround.close();
        writer.close();
        lookups.close();
        database.close();
    }
}
