package dev.berth.edge.pipe;

import dev.berth.edge.route.Decision;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Waits for a decision that takes time. Nothing is read from the client but what fits the bound.
final class Deciding implements ClientPhase {

    private final ClientConnection client;
    private final ClientRequest request;
    private final Decision.Later later;
    /// Decided, or abandoned.
    private boolean over;

    Deciding(ClientConnection client, ClientRequest request, Decision.Later later) {
        this.client = client;
        this.request = request;
        this.later = later;
    }

    void begin() {
        request.deferred();
        client.noDeadline();
        client.become(this);
        later.decision().whenComplete((decision, failure) -> client.loop().run(() -> decided(decision, failure)));
    }

    private void decided(@Nullable Decision decision, @Nullable Throwable failure) {
        if (over) {
            if (decision != null) {
                Decisions.dispose(decision, request.bytesIn(), client.loop());
            }
            return;
        }
        over = true;
        if (decision == null) {
            Throwable cause = failure == null ? new IllegalStateException("decided nothing") : failure;
            Decisions.carryOut(client, request, Decisions.failed(request, cause));
            client.resume();
        } else {
            Decisions.carryOut(client, request, decision);
            client.resume();
        }
    }

    @Override
    public boolean take(ByteBuf in) {
        return false;
    }

    @Override
    public boolean wantsMore() {
        return true;
    }

    @Override
    public void flush() {
        client.wire().flush();
    }

    @Override
    public void writable() {
        // Nothing is streamed.
    }

    @Override
    public boolean needsMore() {
        return !request.isBodyWhole();
    }

    @Override
    public void inputEnded() {
        Presence.check(client, request, () -> !over);
    }

    @Override
    public void expired() {
        // Whoever decides keeps the time.
    }

    @Override
    public void gone() {
        over = true;
        request.dropKept();
        later.abandoned().run();
    }
}
