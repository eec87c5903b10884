package dev.berth.gateway;

import dev.berth.edge.http.ResponseHead;
import dev.berth.edge.route.Recorder;
import dev.berth.gateway.line.Deliverer;
import dev.berth.gateway.line.Lease;
import dev.berth.journal.Answer;
import dev.berth.journal.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Keeps an agent's answer while it streams through, and releases its last byte when it is on the disk.
final class AnswerKeeper implements Recorder {

    private final Lease lease;
    private final Deliverer deliverer;
    private final KeptBodies bodies;
    private final long most;
    private int status;
    private Bytes head = Bytes.EMPTY;
    private ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
    private long length;
    private long lent;

    /// @param most bytes of the largest answer that is kept
    AnswerKeeper(Lease lease, Deliverer deliverer, KeptBodies bodies, long most) {
        this.lease = lease;
        this.deliverer = deliverer;
        this.bodies = bodies;
        this.most = most;
    }

    @Override
    public void head(ResponseHead answer) {
        status = answer.status();
        head = Bytes.of(answer.toBytes());
    }

    @Override
    public void body(ByteBuffer part) {
        int more = part.remaining();
        if (length == kept.size() && length + more <= most && bodies.lend(more)) {
            lent += more;
            byte[] copy = new byte[more];
            part.get(copy);
            kept.writeBytes(copy);
        } else if (kept.size() > 0) {
            giveBack();
            kept = new ByteArrayOutputStream(0);
        }
        length += more;
    }

    @Override
    public CompletionStage<?> whole() {
        CompletionStage<Answer.Kept> body = length == kept.size()
                ? bodies.keep(kept.toByteArray()).thenApply(Answer.Kept.Whole::new)
                : CompletableFuture.completedFuture(new Answer.Kept.TooLarge(length));
        return body.thenCompose(each -> deliverer.complete(lease, new Answer(status, head, each)))
                .whenComplete((_, _) -> giveBack());
    }

    @Override
    public void broken() {
        giveBack();
    }

    private void giveBack() {
        bodies.giveBack(lent);
        lent = 0;
    }
}
