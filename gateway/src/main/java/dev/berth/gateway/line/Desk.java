package dev.berth.gateway.line;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all lines share: the journal, the agents, the clock, and who carries.
final class Desk {

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

    /// Between tries to write what must be written.
    private static final Duration JOURNAL_PAUSE = Duration.ofSeconds(1);

    private final Journal journal;
    private final Destinations destinations;
    private final Carrier carrier;
    private final Settling settling;
    private final Alarms alarms;
    private final Endings endings = new Endings();
    private final Recalls recalls = new Recalls();
    private volatile boolean ending;

    Desk(Journal journal, Destinations destinations, Carrier carrier, Settling settling, Alarms alarms) {
        this.journal = journal;
        this.destinations = destinations;
        this.carrier = carrier;
        this.settling = settling;
        this.alarms = alarms;
    }

    /// Whether no delivery is begun any more.
    boolean isEnding() {
        return ending;
    }

    void end() {
        ending = true;
    }

    Endings endings() {
        return endings;
    }

    Recalls recalls() {
        return recalls;
    }

    Instant now() {
        return alarms.now();
    }

    void after(Duration delay, Runnable what) {
        alarms.after(delay, what);
    }

    Optional<Destination> destination(AgentId agent) {
        return destinations.find(agent);
    }

    void wanted(AgentId agent) {
        destinations.wanted(agent);
    }

    void carry(Lease lease) {
        carrier.carry(lease);
    }

    /// Empty when the entry waits no longer.
    CompletionStage<Optional<Lease>> lease(Entry entry, InstanceId instance) {
        return journal.lease(entry.id(), instance)
                .thenApply(attempt -> attempt.map(number ->
                        new Lease(entry.in(new EntryState.Delivering(number, instance, now())), instance, number)));
    }

    /// Gives up an entry that waited, and goes on trying until the journal has it.
    void abandon(Entry entry, Reason reason, String detail) {
        abandon(entry, reason, detail, _ -> {
            // It waits nowhere any more.
        });
    }

    /// Gives an entry up, and goes on trying until the journal has it.
    ///
    /// @param then run with whether that ended it; false when it had ended before
    void abandon(Entry entry, Reason reason, String detail, Consumer<Boolean> then) {
        certainly(entry.id(), () -> settledAbandon(entry, reason, detail), done -> {
            if (done) {
                givenUp(entry, reason, detail);
            }
            then.accept(done);
        });
    }

    /// Ends an entry without an answer, once what is owed for it is on the disk.
    CompletionStage<Boolean> settledAbandon(Entry entry, Reason reason, String detail) {
        return settling.settle(entry).thenCompose(_ -> journal.abandon(entry.id(), reason, detail));
    }

    private void givenUp(Entry entry, Reason reason, String detail) {
        EntryState.Abandoned state = new EntryState.Abandoned(entry.state().attempts(), reason, detail, now());
        LOG.atWarn()
                .addKeyValue("agent", entry.agent())
                .addKeyValue("entry", entry.id())
                .addKeyValue("reason", detail)
                .log("call given up");
        endings.ended(entry.in(state));
    }

    /// Makes a change. One that is void because the entry is being cancelled is asked for again when it is known what
    /// came of that.
    CompletionStage<Boolean> unlessEnded(
            EntryId id, Supplier<CompletionStage<Boolean>> change, Supplier<CompletionStage<Boolean>> again) {
        return change.get()
                .thenCompose(done -> done
                        ? CompletableFuture.completedFuture(true)
                        : recalls.settled(id).thenCompose(_ -> again.get()));
    }

    /// Writes a change that follows from what has happened already, however long the disk refuses it.
    ///
    /// @param then run with true once it is on the disk, with false when the entry had ended before
    void certainly(EntryId id, Supplier<CompletionStage<Boolean>> change, Consumer<Boolean> then) {
        unlessEnded(id, change, change).whenComplete((done, failure) -> {
            if (failure == null) {
                then.accept(done);
            } else {
                LOG.atWarn()
                        .addKeyValue("entry", id)
                        .addKeyValue("reason", failure.getMessage())
                        .log("journal does not take a change; trying again");
                after(JOURNAL_PAUSE, () -> certainly(id, change, then));
            }
        });
    }
}
