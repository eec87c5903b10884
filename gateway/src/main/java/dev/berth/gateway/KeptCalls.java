package dev.berth.gateway;

import dev.berth.domain.agent.CallPolicy.Order;
import dev.berth.domain.agent.JournalTerms;
import dev.berth.domain.agent.JournalTerms.Oversize;
import dev.berth.domain.instance.InstanceId;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.RequestEdits;
import dev.berth.edge.http.RequestHead;
import dev.berth.edge.http.StoredHead;
import dev.berth.edge.route.CollectedBody;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Overflow;
import dev.berth.gateway.AgentRoute.Way;
import dev.berth.gateway.callback.CallbackPromises;
import dev.berth.gateway.line.Alarms;
import dev.berth.gateway.line.Deliverer;
import dev.berth.journal.Admission;
import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Offer;
import dev.berth.kit.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes calls on durably: a call is on the disk before anything is done for it.
public final class KeptCalls implements Acceptance {

    private static final Logger LOG = LoggerFactory.getLogger(KeptCalls.class);

    /// Stands for the agent's own address in a kept head; each delivery says the right one.
    private static final String NOBODY = "agent";
    /// The most of the heap that answers may take on their way to the disk.
    private static final int SHARE_OF_HEAP = 8;

    private final Journal journal;
    private final Deliverer deliverer;
    private final KeptLog log;
    private final Parts parts;

    /// @param sender sends what nobody waits for
    /// @param blocking runs what reads and writes files: a virtual thread for each
    /// @param callbacks tells callers who leave how their calls end
    public KeptCalls(
            Journal journal,
            Routes routes,
            Sender sender,
            GatewaySettings settings,
            Alarms alarms,
            Executor blocking,
            CallbackPromises callbacks,
            KeptLog log) {
        this.journal = journal;
        this.log = log;
        KeptBodies bodies =
                new KeptBodies(journal, blocking, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        this.deliverer = new Deliverer(
                journal,
                new RouteDestinations(routes),
                lease -> stored().carry(lease),
                entry -> owing().settled(entry),
                alarms);
        Owing owing = new Owing(callbacks, journal, deliverer, blocking);
        Delivering delivering = new Delivering(deliverer, routes, bodies, alarms::now, log);
        this.parts = new Parts(
                delivering,
                new StoredDelivery(journal, delivering, owing, sender, blocking),
                new Replays(journal, delivering, alarms::now),
                owing,
                new Outcomes(journal, bodies),
                new Clockwork(alarms, blocking),
                settings);
    }

    /// What all kept calls share.
    record Parts(
            Delivering delivering,
            StoredDelivery stored,
            Replays replays,
            Owing owing,
            Outcomes outcomes,
            Clockwork clockwork,
            GatewaySettings settings) {}

    /// The time, and threads that may block.
    record Clockwork(Alarms alarms, Executor blocking) {

        Instant now() {
            return alarms.now();
        }

        void after(Duration delay, Runnable what) {
            alarms.after(delay, what);
        }
    }

    private StoredDelivery stored() {
        return parts.stored();
    }

    private Owing owing() {
        return parts.owing();
    }

    /// Who delivers what waits.
    public Deliverer deliverer() {
        return deliverer;
    }

    /// Makes a new call of an old one, under the agent's terms of today, and queues it. Completes with
    /// [Admission.Full] when the agent has too much open.
    ///
    /// @return empty when the old call, or its agent, is gone
    public CompletionStage<Optional<Admission>> replay(EntryId old) {
        return CompletableFuture.supplyAsync(
                        () -> parts.replays().offer(old), parts.clockwork().blocking())
                .thenCompose(offer -> offer.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.<Admission>empty())
                        : journal.accept(offer.get())
                                .thenCompose(admission -> parts.owing().owed(callback(offer.get()), admission))
                                .thenApply(Optional::of))
                .thenApply(admission -> {
                    if (admission.orElse(null) instanceof Admission.Taken(Entry entry)) {
                        deliverer.queue(entry, null);
                    }
                    return admission;
                });
    }

    private static @Nullable String callback(Offer replay) {
        return Owing.named(StoredHead.parse(replay.head().array(), StoredDelivery.LIMITS));
    }

    @Override
    public Decision accept(Admitted call, Passing passing) {
        RequestHead head = call.call().head();
        CallersWish wish = CallersWish.of(head);
        Keeping keeping = Keeping.of(
                call.route().calls(),
                call.route().way(),
                head.method(),
                call.target().rest(),
                head.isUpgrade(),
                wish);
        if (keeping != Keeping.PASS && !wish.hasUsableKey()) {
            return refused(
                    call, Problem.of(400, "idempotency_key_invalid", "Idempotency-Key must have 1 to 255 characters."));
        }
        if (wish.callback() != null) {
            return calledBack(call, wish, wish.callback(), keeping, passing);
        }
        return switch (keeping) {
            case PASS -> passing.deliver(false, null);
            case PASS_IF_REACHED -> passing.deliver(false, () -> keep(call, wish, passing));
            case KEEP -> keep(call, wish, passing);
        };
    }

    /// An agent that takes no calls refuses this one like any other.
    private Decision calledBack(Admitted call, CallersWish wish, String callback, Keeping keeping, Passing passing) {
        if (keeping == Keeping.PASS) {
            return call.route().way() instanceof Way.Barred
                    ? passing.deliver(false, null)
                    : refused(call, Owing.notKept());
        }
        CompletionStage<Decision> decided = parts.owing()
                .obstacle(call, callback)
                .thenApply(problem -> problem.isPresent() ? refused(call, problem.get()) : keep(call, wish, passing))
                .exceptionally(failure -> unavailable(call, failure));
        return new Decision.Later(decided, () -> {
            // Nothing was begun for it.
        });
    }

    private static Decision refused(Admitted call, Problem problem) {
        return new Decision.Refuse(problem, HeaderLines.none(), call.watched());
    }

    private Decision keep(Admitted call, CallersWish wish, Passing passing) {
        call.watched().held();
        JournalTerms terms = call.route().calls().journal();
        RequestHead head = call.call().head();
        @Nullable
        BodyDigest digest = wish.key() == null
                ? null
                : new BodyDigest(head.method(), call.target().rest().toString(), head.framing());
        int inMemory = (int) Math.min(KeptBodies.INLINE, terms.maxBody().bytes());
        return new Decision.Collect(
                new Decision.Collect.Limits(inMemory, terms.maxBody().bytes()),
                () -> parts.delivering().bodies().incoming(digest),
                body -> offer(call, wish, body, digest),
                overflow -> tooLarge(call, wish, overflow, passing));
    }

    private static Decision tooLarge(Admitted call, CallersWish wish, Overflow overflow, Passing passing) {
        JournalTerms terms = call.route().calls().journal();
        if (terms.oversize() == Oversize.PASS
                && wish.callback() == null
                && call.route().way() instanceof Way.Clear) {
            return passing.deliver(true, null);
        }
        long known = Math.max(overflow.declared(), overflow.read());
        return refused(
                call,
                Problem.of(
                        413,
                        "body_too_large_to_keep",
                        "The body has at least %d bytes, and journal.max_body of the agent is %s."
                                .formatted(known, terms.maxBody().text())));
    }

    private Decision offer(Admitted call, CallersWish wish, CollectedBody body, @Nullable BodyDigest digest) {
        AgentRoute route = call.route();
        boolean atOnce = route.way() instanceof Way.Clear
                && !wish.async()
                && route.calls().order() != Order.STRICT;
        @Nullable InstanceId instance = atOnce && route.way() instanceof Way.Clear clear ? clear.instance() : null;
        Offer offer = new Offer(
                route.agent(),
                head(call, wish),
                stored(body),
                Replays.terms(route.calls().journal(), parts.clockwork().now()),
                key(call, wish, body, digest),
                instance,
                null);
        long offered = System.nanoTime();
        CompletionStage<Decision> decided = journal.accept(offer)
                .whenComplete((_, failure) -> {
                    if (failure == null) {
                        log.accepted(System.nanoTime() - offered);
                    }
                })
                .thenCompose(admission -> parts.owing().owed(wish.callback(), admission))
                .thenApply(admission -> admitted(call, wish, body, admission))
                .exceptionally(failure -> unavailable(call, failure));
        return new Decision.Later(decided, () -> {
            // What is on the disk goes on without its caller; what is decided ends his part.
        });
    }

    /// The head as the agent is to get it, whenever that will be.
    private Bytes head(Admitted call, CallersWish wish) {
        RequestEdits edits = Forwarding.edits(
                call.call(),
                call.target(),
                call.usedAuthorization(),
                NOBODY,
                parts.settings().trusted().contain(call.call().peer().host()));
        if (wish.callback() != null) {
            edits.added().add(Owing.HEADER, wish.callback());
        }
        return Bytes.of(StoredHead.of(call.call().head(), edits));
    }

    private static Body stored(CollectedBody body) {
        return switch (body) {
            case CollectedBody.InMemory memory -> new Body.Inline(Bytes.of(memory.framed()));
            case CollectedBody.Spooled(KeptBodies.Arrived arrived) -> arrived.body();
            case CollectedBody.Spooled(var other) ->
                throw new IllegalStateException("a body was spooled elsewhere: " + other);
        };
    }

    private static Offer.@Nullable Key key(
            Admitted call, CallersWish wish, CollectedBody body, @Nullable BodyDigest digest) {
        String key = wish.key();
        if (key == null || digest == null) {
            return null;
        }
        if (body instanceof CollectedBody.InMemory memory) {
            digest.update(memory.framed(), 0, memory.framed().length);
        }
        return new Offer.Key(call.caller(), key, digest.finish());
    }

    private Decision admitted(Admitted call, CallersWish wish, CollectedBody body, Admission admission) {
        Duration hold = wish.hold(
                call.route().calls().journal().hold(), parts.settings().longestHold());
        return switch (admission) {
            case Admission.Taken(Entry entry) -> taken(call, wish, body, entry, hold);
            case Admission.Repeats(Entry entry) -> LiveCall.joined(call, entry, parts, hold);
            case Admission.KeyConflict _ ->
                refused(
                        call,
                        Problem.of(
                                422,
                                "idempotency_key_reused",
                                "This Idempotency-Key belongs to another call: its method, target or body differs."));
            case Admission.Full(String limit, long allowed) ->
                new Decision.Refuse(
                        Problem.of(
                                429,
                                "queue_full",
                                "The agent has as many calls waiting as it may have: journal.%s is %d. Repeat the call later."
                                        .formatted(limit, allowed)),
                        new HeaderLines().add("Retry-After", "5"),
                        call.watched());
        };
    }

    private Decision taken(Admitted call, CallersWish wish, CollectedBody body, Entry entry, Duration hold) {
        if (body instanceof CollectedBody.Spooled(KeptBodies.Arrived arrived)) {
            arrived.belongsTo(entry.id());
        }
        LiveCall live = new LiveCall(call, entry, parts, hold, wish.key() != null);
        return switch (entry.state()) {
            case EntryState.Delivering _ -> live.begun();
            case EntryState.Accepted _ -> queued(call, entry, live, hold);
            case EntryState.Ended _ -> throw new IllegalStateException("ended as it began");
        };
    }

    private Decision queued(Admitted call, Entry entry, LiveCall live, Duration hold) {
        if (call.route().way() instanceof Way.Barred(var _, var why, var _)) {
            deliverer.queue(entry, null);
            return Outcomes.later(entry, why + " The call waits until the agent runs.", call.watched());
        }
        if (hold.isZero()) {
            deliverer.queue(entry, null);
            return Outcomes.later(entry, "The call waits for its turn.", call.watched());
        }
        return live.queued();
    }

    private static Decision unavailable(Admitted call, Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        LOG.atError()
                .addKeyValue("agent", call.route().agent())
                .addKeyValue("reason", cause.getMessage())
                .log("call could not be kept");
        return new Decision.Refuse(
                Problem.of(503, "journal_unavailable", sentence(cause)),
                new HeaderLines().add("Retry-After", "5"),
                call.watched());
    }

    private static String sentence(Throwable cause) {
        return cause instanceof JournalFailure journal && journal.isInDoubt()
                ? "The call may have been taken on: what the journal said of it was lost. See the agent's requests, or repeat"
                        + " it with the same Idempotency-Key."
                : "The call could not be kept, so it was not taken on. Repeat it later.";
    }
}
