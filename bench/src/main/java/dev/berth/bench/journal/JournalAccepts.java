package dev.berth.bench.journal;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Admission;
import dev.berth.journal.Answer;
import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
import dev.berth.journal.EntryId;
import dev.berth.journal.Journal;
import dev.berth.journal.Offer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A journal that takes calls on for one agent, and answers them between rounds: no server has a million calls open.
final class JournalAccepts implements Accepts {

    private static final AgentId AGENT = new AgentId("0123456789abcdef0123456789abcdef");
    private static final InstanceId RUN = new InstanceId(AGENT, 1);
    private static final Bytes HEAD =
            Bytes.of("POST /orders HTTP/1.1\r\nHost: shop\r\nContent-Length: 1024\r\nAccept: */*\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
    private static final Answer ANSWER = new Answer(
            204,
            Bytes.of("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
            new Answer.Kept.Whole(Body.EMPTY));
    private static final int AT_ONCE = 10_000;

    private final Journal journal;
    private final Queue<EntryId> open = new ConcurrentLinkedQueue<>();

    JournalAccepts(Journal journal) {
        this.journal = journal;
    }

    @Override
    public CompletionStage<?> accept(byte[] body) {
        return taken(body).thenAccept(open::add);
    }

    CompletionStage<EntryId> taken(byte[] body) {
        Offer.Terms terms = new Offer.Terms(
                Instant.now().plusSeconds(3600), Duration.ofHours(24), Integer.MAX_VALUE, Long.MAX_VALUE);
        Offer offer = new Offer(AGENT, HEAD, new Body.Inline(Bytes.of(body)), terms, null, RUN, null);
        return journal.accept(offer).thenApply(admission -> switch (admission) {
            case Admission.Taken taken -> taken.entry().id();
            case Admission.Repeats _, Admission.KeyConflict _, Admission.Full _ ->
                throw new IllegalStateException("not taken on: " + admission);
        });
    }

    CompletionStage<Boolean> answered(EntryId id) {
        return journal.complete(id, ANSWER);
    }

    @Override
    public void settle() {
        List<CompletableFuture<Boolean>> asked = new ArrayList<>();
        for (EntryId each = open.poll(); each != null; each = open.poll()) {
            asked.add(answered(each).toCompletableFuture());
            if (asked.size() == AT_ONCE) {
                asked.forEach(CompletableFuture::join);
                asked.clear();
            }
        }
        asked.forEach(CompletableFuture::join);
    }
}
