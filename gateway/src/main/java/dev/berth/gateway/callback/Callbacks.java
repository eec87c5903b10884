package dev.berth.gateway.callback;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.Journal;
import dev.berth.journal.callbacks.Callback;
import dev.berth.journal.callbacks.CallbackOutbox;
import dev.berth.kit.Problem;
import dev.berth.kit.ReconcileLoop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Owes callbacks and posts them: at least once each, with the outcome of a call that has ended, until its receiver
/// takes it or the patience is over.
///
/// What is owed is on the disk before a call is answered or forwarded; a server that was killed goes on where it was.
public final class Callbacks implements CallbackPromises, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
    private static final Duration RESYNC = Duration.ofSeconds(60);
    private static final int PAGE = 500;
    private static final int SHOWN = 200;

    private final CallbackOutbox outbox;
    private final Journal journal;
    private final CallbackKeys keys;
    private final AllowedDestinations allowed;
    private final CallbackPolicy policy;
    private final InstantSource clock;
    private final Executor blocking;
    private final Rounds rounds;
    private final ReconcileLoop loop;
    private Function<EntryId, CompletableFuture<Entry>> endings = _ -> new CompletableFuture<>();
    private Instant checkedAt = Instant.EPOCH;

    /// What callbacks are made of.
    ///
    /// @param blocking runs what reads, writes and posts: a virtual thread for each
    public record Parts(
            CallbackOutbox outbox,
            Journal journal,
            CallbackKeys keys,
            AllowedDestinations allowed,
            Poster poster,
            CallbackPolicy policy,
            CallbackLog log,
            InstantSource clock,
            Executor blocking) {}

    public Callbacks(Parts parts) {
        this.outbox = parts.outbox();
        this.journal = parts.journal();
        this.keys = parts.keys();
        this.allowed = parts.allowed();
        this.policy = parts.policy();
        this.clock = parts.clock();
        this.blocking = parts.blocking();
        this.rounds = new Rounds(parts, this::soon);
        this.loop = new ReconcileLoop("callbacks", RESYNC, this::pass);
    }

    private void soon() {
        loop.signal();
    }

    /// Takes up what former runs owe, and begins to post.
    ///
    /// @param endings completes with an entry when it has ended; blocks while it looks
    public void start(Function<EntryId, CompletableFuture<Entry>> endings) {
        this.endings = endings;
        page(each -> watch(each.entry()));
        loop.start();
    }

    @Override
    public Optional<Problem> obstacle(AgentId agent, String text) {
        CallbackUrl url;
        try {
            url = CallbackUrl.parse(text);
        } catch (IllegalArgumentException e) {
            return Optional.of(Problem.of(
                    400,
                    "callback_invalid",
                    "Berth-Callback must be an https address such as https://example.org/done, and is %s. %s"
                            .formatted(shown(text), e.getMessage())));
        }
        Optional<String> objection = allowed.objection(url);
        if (objection.isPresent()) {
            return Optional.of(Problem.of(
                    422,
                    "callback_not_allowed",
                    "Berth-Callback names %s. %s%s"
                            .formatted(url.origin(), objection.get(), AllowedDestinations.REMEDY)));
        }
        if (keys.find(agent).isEmpty()) {
            return Optional.of(Problem.of(
                    422,
                    "callback_secret_missing",
                    "Berth-Callback names %s, and the agent has no secret to sign callbacks with. Make one first: berth callback-secret %s, or POST /api/agents/%s/callback-secret."
                            .formatted(url.origin(), agent, agent)));
        }
        return outbox.open() < policy.mostOpen()
                ? Optional.empty()
                : Optional.of(Problem.of(
                        429,
                        "callbacks_full",
                        "%d callbacks wait to be taken by their receivers, which is the limit. Repeat the call later, or without Berth-Callback."
                                .formatted(policy.mostOpen())));
    }

    /// What may be shown of an address that somebody wrote.
    private static String shown(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        String withoutUser = printable.replaceAll("//[^/?#]*@", "//***@").replaceAll("[?#].*", "?...");
        return withoutUser.length() <= SHOWN ? withoutUser : withoutUser.substring(0, SHOWN) + "...";
    }

    @Override
    public void owe(Entry entry, String text) {
        outbox.owe(entry.id(), entry.agent(), text, CallbackUrl.parse(text).destination());
        watch(entry.id());
    }

    /// What became of the callback of an entry; empty when none was asked for. Blocks.
    public Optional<Callback> find(EntryId entry) {
        return outbox.find(entry);
    }

    /// How many are owed.
    public long open() {
        return outbox.open();
    }

    private void watch(EntryId id) {
        CompletableFuture<Void> _ = endings.apply(id)
                .thenAcceptAsync(
                        entry -> {
                            if (entry.state() instanceof EntryState.Ended end) {
                                outbox.ended(id, end.at());
                                soon();
                            }
                        },
                        blocking)
                .exceptionally(failure -> {
                    LOG.atWarn()
                            .addKeyValue("entry", id)
                            .addKeyValue("reason", failure.getMessage())
                            .log("callback was not told that its call ended");
                    return null; // the next look at all of them finds it
                });
    }

    private Duration pass() {
        Instant now = clock.instant();
        if (!now.isBefore(checkedAt.plus(RESYNC))) {
            page(each -> check(each, now));
            outbox.forgetUntil(now);
            checkedAt = now;
        }
        rounds.begin(now);
        return outbox.nextAfter(now)
                .map(next -> Duration.between(now, next).plusMillis(1))
                .orElse(RESYNC);
    }

    /// Its call may have ended without anybody telling: its record was found damaged, or it was forgotten.
    private void check(Callback callback, Instant now) {
        Optional<Entry> entry = journal.find(callback.entry());
        if (entry.isEmpty()) {
            outbox.ended(callback.entry(), now);
        } else if (entry.get().state() instanceof EntryState.Ended end) {
            outbox.ended(callback.entry(), end.at());
        }
    }

    private void page(Consumer<Callback> what) {
        @Nullable EntryId after = null;
        List<Callback> page;
        do {
            page = outbox.waiting(after, PAGE);
            page.forEach(what);
            after = page.isEmpty() ? null : page.getLast().entry();
        } while (after != null);
    }

    /// Lets posts that are under way end, for a short while; the others go on at the next start.
    @Override
    public void close() {
        loop.close();
        rounds.close();
        outbox.close();
    }
}
