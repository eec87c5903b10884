package dev.berth.gateway;

import dev.berth.edge.http.AsciiSlice;
import dev.berth.edge.http.HeaderName;
import dev.berth.edge.http.RequestHead;
import dev.berth.edge.http.StoredHead;
import dev.berth.gateway.callback.CallbackPromises;
import dev.berth.gateway.line.Deliverer;
import dev.berth.journal.Admission;
import dev.berth.journal.Entry;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFailure;
import dev.berth.kit.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a callback adds to taking a call on. The kept head has the callback's address, so that whoever finds the entry
/// owes it too; agents never see it.
final class Owing {

    private static final Logger LOG = LoggerFactory.getLogger(Owing.class);

    static final String HEADER = "Berth-Callback";
    private static final HeaderName NAME = HeaderName.of(HEADER);

    /// A caller waits so long for his call to be taken back.
    private static final Duration REFUSING = Duration.ofSeconds(10);

    private final CallbackPromises promises;
    private final Journal journal;
    private final Deliverer deliverer;
    private final Executor blocking;

    Owing(CallbackPromises promises, Journal journal, Deliverer deliverer, Executor blocking) {
        this.promises = promises;
        this.journal = journal;
        this.deliverer = deliverer;
        this.blocking = blocking;
    }

    /// The address that a head names; several are no address together. Null when it names none.
    static @Nullable String named(RequestHead head) {
        AsciiSlice first = head.headerOrNull(NAME);
        if (first == null) {
            return null;
        }
        List<AsciiSlice> all = head.values(NAME);
        return all.stream().map(each -> each.toString().strip()).collect(Collectors.joining(", "));
    }

    static Problem notKept() {
        return Problem.of(
                422,
                "callback_needs_kept_call",
                "Berth-Callback asks for the outcome of a kept call, and this one is not kept: the agent keeps none (journal.mode is off), its path is in journal.except, it asks for another protocol, or it says Berth-Durable: no. Change that, or leave Berth-Callback out.");
    }

    /// Why the call is refused for its callback.
    CompletionStage<Optional<Problem>> obstacle(Admitted call, String callback) {
        return CompletableFuture.supplyAsync(
                () -> promises.obstacle(call.route().agent(), callback), blocking);
    }

    /// Completes with the admission when its callback is owed. A new entry whose callback the disk did not take ends:
    /// nobody was told of it, and nothing was done for it.
    ///
    /// @param callback null when none is asked for
    CompletionStage<Admission> owed(@Nullable String callback, Admission admission) {
        if (callback == null) {
            return CompletableFuture.completedFuture(admission);
        }
        return switch (admission) {
            case Admission.Taken(Entry entry) ->
                owed(entry, callback, admission).exceptionallyCompose(refusing(entry));
            case Admission.Repeats(Entry entry) -> owed(entry, callback, admission);
            case Admission.KeyConflict _, Admission.Full _ -> CompletableFuture.completedFuture(admission);
        };
    }

    private CompletableFuture<Admission> owed(Entry entry, String callback, Admission admission) {
        return CompletableFuture.supplyAsync(
                () -> {
                    promises.owe(entry, callback);
                    return admission;
                },
                blocking);
    }

    /// Fails as before once the entry has ended, or after a while in which the journal did not take that.
    private Function<Throwable, CompletionStage<Admission>> refusing(Entry entry) {
        return failure -> deliverer
                .refuse(entry, "Its callback could not be kept; it was not taken on.")
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(false, REFUSING.toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(_ -> CompletableFuture.failedFuture(failure));
    }

    /// Owes the callback of an entry that is to end without another delivery. A run that was killed between taking it
    /// on and owing that has left it to this one.
    CompletionStage<?> settled(Entry entry) {
        return CompletableFuture.runAsync(() -> head(entry).ifPresent(head -> found(entry, head)), blocking);
    }

    /// Empty when there is none to read any more.
    private Optional<RequestHead> head(Entry entry) {
        try {
            return journal.head(entry.id()).map(head -> StoredHead.parse(head.array(), StoredDelivery.LIMITS));
        } catch (JournalFailure | IllegalArgumentException e) {
            if (JournalFailure.isAway(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /// Owes the callback of an entry that was found, unless it is owed already. A callback that cannot be owed keeps no
    /// call back. Blocks.
    ///
    /// @throws JournalFailure when the journal is away: nothing is begun for the call then
    void found(Entry entry, RequestHead head) {
        String callback = named(head);
        if (callback == null) {
            return;
        }
        try {
            promises.owe(entry, callback);
        } catch (JournalFailure | IllegalArgumentException e) {
            if (JournalFailure.isAway(e)) {
                throw e;
            }
            LOG.atWarn()
                    .addKeyValue("agent", entry.agent())
                    .addKeyValue("entry", entry.id())
                    .addKeyValue("reason", e.getMessage())
                    .log("callback of a kept call could not be owed");
        }
    }
}
