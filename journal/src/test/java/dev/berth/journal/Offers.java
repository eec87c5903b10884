package dev.berth.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// Calls and answers for tests.
public final class Offers {

    public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    public static final AgentId SHOP = new AgentId("0123456789abcdef0123456789abcdef");
    public static final AgentId BANK = new AgentId("fedcba9876543210fedcba9876543210");
    public static final InstanceId FIRST_RUN = new InstanceId(SHOP, 1);
    public static final Duration RETENTION = Duration.ofHours(24);

    private Offers() {}

    public static Offer.Terms terms() {
        return new Offer.Terms(NOON.plus(Duration.ofHours(24)), RETENTION, 10_000, 1L << 30);
    }

    public static Offer call(String body) {
        return call(SHOP, new Body.Inline(bytes(body)), terms());
    }

    public static Offer call(AgentId agent, Body body, Offer.Terms terms) {
        return new Offer(agent, head(), body, terms, null, null, null);
    }

    public static Offer keyed(String scope, String key, String body) {
        Bytes fingerprint = bytes((body + "-".repeat(32)).substring(0, 32));
        return new Offer(
                SHOP,
                head(),
                new Body.Inline(bytes(body)),
                terms(),
                new Offer.Key(scope, key, fingerprint),
                null,
                null);
    }

    /// The same call, its body replaced and nothing else.
    public static Offer withBody(Offer offer, Body body) {
        return new Offer(
                offer.agent(), offer.head(), body, offer.terms(), offer.key(), offer.deliveredTo(), offer.replayOf());
    }

    /// A call that goes to the agent as soon as it is on the disk.
    public static Offer delivered(String body) {
        return new Offer(SHOP, head(), new Body.Inline(bytes(body)), terms(), null, FIRST_RUN, null);
    }

    public static Bytes head() {
        return bytes("POST /orders?secret=plain HTTP/1.1\r\nHost: shop\r\nX-Two: 1\r\nX-Two: 2\r\n\r\n");
    }

    public static Answer answer(String body) {
        return new Answer(
                200, bytes("HTTP/1.1 200 OK\r\nX-A: b\r\n\r\n"), new Answer.Kept.Whole(new Body.Inline(bytes(body))));
    }

    public static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(UTF_8));
    }

    public static <T> T now(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof JournalFailure failure ? failure : e;
        }
    }

    /// Takes a call on that must be taken on.
    public static Entry taken(Journal journal, Offer offer) {
        Admission admission = now(journal.accept(offer));
        if (admission instanceof Admission.Taken(Entry entry)) {
            return entry;
        }
        throw new AssertionError("not taken on: " + admission);
    }
}
