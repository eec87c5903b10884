package dev.berth.edge.pipe;

import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Outcome;
import io.netty.buffer.ByteBuf;
import java.time.Duration;

/// A connection that speaks another protocol since its upgrade: bytes both ways, until both ways have ended.
final class Tunnel implements ClientPhase, UpstreamUser {

    private final ClientConnection client;
    private final UpstreamConnection upstream;
    private final ClientRequest request;
    private final Hooks hooks;
    private final Duration silence;
    private long bytesIn;
    private long bytesOut;
    private boolean clientEnded;
    private boolean upstreamEnded;
    private boolean closed;

    /// @param bytesOut sent to the client already
    Tunnel(ClientConnection client, UpstreamConnection upstream, ClientRequest request, Hooks hooks, long bytesOut) {
        this.client = client;
        this.upstream = upstream;
        this.request = request;
        this.hooks = hooks;
        this.silence = client.loop().limits().upstreams().silence();
        this.bytesIn = request.bytesIn();
        this.bytesOut = bytesOut;
    }

    /// @param head the answer that switches, to be sent before anything else
    void begin(ByteBuf head) {
        client.become(this);
        upstream.serve(this);
        client.wire().write(head);
        client.deadlineIn(silence);
        if (client.hasInputEnded()) {
            inputEnded();
        }
        client.resume();
    }

    @Override
    public boolean take(ByteBuf in) {
        int length = in.readableBytes();
        bytesIn += length;
        upstream.wire().write(in.readRetainedSlice(length));
        client.deadlineIn(silence);
        return true;
    }

    @Override
    public boolean wantsMore() {
        return upstream.wire().isWritable();
    }

    @Override
    public void flush() {
        upstream.wire().flush();
        client.wire().flush();
    }

    @Override
    public void writable() {
        upstream.wire().read(true);
    }

    @Override
    public boolean needsMore() {
        return false;
    }

    @Override
    public void inputEnded() {
        clientEnded = true;
        if (upstreamEnded) {
            close();
        } else {
            upstream.wire().endOutput();
        }
    }

    @Override
    public void upstreamBytes(ByteBuf in) {
        bytesOut += in.readableBytes();
        client.wire().write(in);
        client.deadlineIn(silence);
        if (!client.wire().isWritable()) {
            upstream.wire().read(false);
        }
    }

    @Override
    public void upstreamReadComplete() {
        client.wire().flush();
    }

    @Override
    public void upstreamEnded() {
        upstreamEnded = true;
        if (clientEnded) {
            close();
        } else {
            client.wire().endOutput();
        }
    }

    @Override
    public void upstreamBroken() {
        close();
    }

    @Override
    public void upstreamWritable() {
        client.adjustReading();
    }

    @Override
    public void expired() {
        close();
    }

    @Override
    public void gone() {
        close();
    }

    private void close() {
        if (!closed) {
            closed = true;
            client.wire().finish();
            upstream.wire().finish();
            hooks.observer().finished(Outcome.TUNNELLED, bytesIn, bytesOut);
            request.release(client.loop());
        }
    }
}
