package dev.berth.gateway.callback;

import dev.berth.domain.agent.Secret;
import dev.berth.gateway.callback.Poster.Reply;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.callbacks.Callback;
import dev.berth.journal.callbacks.CallbackState.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Posts what is due: so many at a time, and of those only some to one receiver, so that one that hangs delays nobody
/// else.
final class Rounds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private static final Duration CLOSING = Duration.ofSeconds(3);
    /// After a post whose result the disk did not take.
    private static final Duration REST = Duration.ofSeconds(60);

    private static final int GONE = 410;

    private final Callbacks.Parts parts;
    private final CallbackPolicy policy;
    private final Runnable ended;
    private final CallbackMessage message;
    private final Semaphore slots;
    private final Map<EntryId, String> underWay = new ConcurrentHashMap<>();
    private final Map<EntryId, Instant> resting = new ConcurrentHashMap<>();

    /// @param ended told after each post
    Rounds(Callbacks.Parts parts, Runnable ended) {
        this.parts = parts;
        this.policy = parts.policy();
        this.ended = ended;
        this.message = new CallbackMessage(parts.journal());
        this.slots = new Semaphore(policy.slots());
    }

    /// Begins as many of the posts that are due as there is room for. Whoever is left out is begun in the round after
    /// the next post's end.
    void begin(Instant now) {
        resting.values().removeIf(until -> !until.isAfter(now));
        Set<String> busy = busy();
        boolean begun = true;
        while (begun && slots.availablePermits() > 0) {
            begun = false;
            List<Callback> due = parts.outbox().due(now, busy, policy.slots() + underWay.size() + resting.size());
            for (Callback each : due) {
                if (isFree(each, busy) && slots.tryAcquire()) {
                    begin(each);
                    begun = true;
                    busy = busy();
                }
            }
        }
    }

    private boolean isFree(Callback callback, Set<String> busy) {
        return !underWay.containsKey(callback.entry())
                && !resting.containsKey(callback.entry())
                && !busy.contains(callback.destination());
    }

    /// Receivers that take no more at the moment.
    private Set<String> busy() {
        return underWay.values().stream()
                .collect(Collectors.groupingBy(each -> each, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(each -> each.getValue() >= policy.slotsOfOne())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private void begin(Callback callback) {
        underWay.put(callback.entry(), callback.destination());
        parts.blocking().execute(() -> {
            try {
                attempt(callback);
            } catch (RuntimeException e) { // the disk fails, or we do: not again at once
                resting.put(callback.entry(), parts.clock().instant().plus(REST));
                LOG.atWarn()
                        .addKeyValue("agent", callback.agent())
                        .addKeyValue("entry", callback.entry())
                        .setCause(e)
                        .log("callback could not be carried on");
            } finally {
                underWay.remove(callback.entry());
                slots.release();
                ended.run();
            }
        });
    }

    private void attempt(Callback callback) {
        if (!(callback.state() instanceof Due due)) {
            return;
        }
        Optional<Entry> entry = parts.journal().find(callback.entry());
        Optional<Secret> secret = parts.keys().find(callback.agent());
        if (entry.isEmpty() || !(entry.get().state() instanceof EntryState.Ended end)) {
            giveUp(callback, due.attempts(), "The request was forgotten before its receiver took the outcome.");
        } else if (secret.isEmpty()) {
            giveUp(callback, due.attempts(), "The agent's secret for callbacks is gone.");
        } else {
            told(callback, due, entry.get(), post(callback, due, message.of(entry.get(), end), secret.get()));
        }
    }

    private Reply post(Callback callback, Due due, byte[] body, Secret secret) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Berth-Callback-Id", callback.entry().toString());
        headers.put("Berth-Callback-Attempt", Integer.toString(due.attempts() + 1));
        headers.put(
                CallbackSignature.HEADER,
                CallbackSignature.of(secret, parts.clock().instant(), body));
        return parts.poster().post(CallbackUrl.parse(callback.url()), headers, body);
    }

    private void told(Callback callback, Due due, Entry entry, Reply reply) {
        int attempts = due.attempts() + 1;
        Instant now = parts.clock().instant();
        boolean taken = reply instanceof Reply.Answered answered && answered.taken();
        parts.log().attempted(taken);
        if (taken) {
            parts.outbox().delivered(callback.entry(), attempts, now, remembered(Optional.of(entry), now));
            LOG.atDebug()
                    .addKeyValue("entry", callback.entry())
                    .addKeyValue("attempt", attempts)
                    .log("callback delivered");
            return;
        }
        String failure = failure(reply);
        Instant next = now.plus(policy.again().after(attempts, RandomGenerator.getDefault()));
        Instant last = due.since().plus(policy.patience());
        if (reply instanceof Reply.Answered answered && answered.status() == GONE) {
            giveUp(callback, attempts, failure);
        } else if (next.isAfter(last)) {
            giveUp(callback, attempts, "It was not taken in time. The last attempt: " + failure);
        } else {
            parts.outbox().failed(callback.entry(), attempts, later(next, wished(reply, now), last), failure);
            LOG.atInfo()
                    .addKeyValue("agent", callback.agent())
                    .addKeyValue("entry", callback.entry())
                    .addKeyValue("attempt", attempts)
                    .addKeyValue("reason", failure)
                    .log("callback failed");
        }
    }

    /// When a receiver that is busy wants to be asked again; in the past when it does not say.
    private static Instant wished(Reply reply, Instant now) {
        return reply instanceof Reply.Answered answered && answered.busy()
                ? RetryAfter.of(answered.retryAfter(), now).orElse(Instant.EPOCH)
                : Instant.EPOCH;
    }

    private static Instant later(Instant next, Instant wished, Instant last) {
        Instant later = wished.isAfter(next) ? wished : next;
        return later.isAfter(last) ? last : later;
    }

    private static String failure(Reply reply) {
        return switch (reply) {
            case Reply.Answered answered
            when answered.status() >= 300 && answered.status() < 400 ->
                "The receiver answered %d; redirects are not followed.".formatted(answered.status());
            case Reply.Answered answered -> "The receiver answered %d.".formatted(answered.status());
            case Reply.Failed(String reason) -> reason;
        };
    }

    private void giveUp(Callback callback, int attempts, String reason) {
        Instant now = parts.clock().instant();
        Optional<Entry> entry = parts.journal().find(callback.entry());
        parts.outbox().givenUp(callback.entry(), attempts, reason, now, remembered(entry, now));
        parts.log().givenUp();
        LOG.atWarn()
                .addKeyValue("agent", callback.agent())
                .addKeyValue("entry", callback.entry())
                .addKeyValue("attempt", attempts)
                .addKeyValue("reason", reason)
                .log("callback given up");
    }

    /// As long as its entry is.
    private Instant remembered(Optional<Entry> entry, Instant now) {
        Instant least = now.plus(policy.remembered());
        return entry.flatMap(Entry::expiresAt).filter(least::isBefore).orElse(least);
    }

    @Override
    public void close() {
        try {
            boolean _ = slots.tryAcquire(policy.slots(), CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
