package dev.berth.edge.pipe;

import dev.berth.edge.http.BodyReader;
import io.netty.buffer.ByteBuf;
import java.util.Objects;

/// Reads past the rest of a short body whose request was answered already, so that the connection can be kept.
final class Discarding implements ClientPhase {

    private final ClientConnection client;
    private final ClientRequest request;
    private final BodyReader body;

    Discarding(ClientConnection client, ClientRequest request) {
        this.client = client;
        this.request = request;
        this.body = Objects.requireNonNull(request.body());
    }

    void begin() {
        client.become(this);
        client.deadlineAt(request.pace().waiting());
        client.resume();
    }

    @Override
    public boolean take(ByteBuf in) {
        boolean ended = body.read(in, (bytes, from, length, last) -> request.countBody(length));
        client.deadlineAt(request.pace().waiting());
        if (body.fault() != null) {
            Lingering.begin(client, false);
            request.release(client.loop());
        } else if (ended) {
            request.release(client.loop());
            client.awaitNextRequest();
        }
        return true;
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
        return true;
    }

    @Override
    public void inputEnded() {
        // It is of no use without more.
    }

    @Override
    public void expired() {
        client.wire().finish();
    }

    @Override
    public void gone() {
        request.release(client.loop());
    }
}
