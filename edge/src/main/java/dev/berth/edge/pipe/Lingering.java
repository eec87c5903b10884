package dev.berth.edge.pipe;

import io.netty.buffer.ByteBuf;

/// Ends a connection whose client may still be sending.
///
/// Closing at once would answer what comes with a reset, and the reset can overtake the answer (RFC 9112, 9.6). So
/// only the output ends, and what comes is thrown away for a while.
final class Lingering implements ClientPhase {

    private final ClientConnection client;
    private long left;

    private Lingering(ClientConnection client) {
        this.client = client;
        this.left = client.loop().limits().flow().drained();
    }

    /// @param nothingFollows the client has no reason to send more, so that the connection can be closed at once
    static void begin(ClientConnection client, boolean nothingFollows) {
        Lingering phase = new Lingering(client);
        client.become(phase);
        if (client.hasInputEnded() || (nothingFollows && !client.holdsBytes())) {
            client.noDeadline();
            client.wire().finish();
        } else {
            client.deadlineIn(client.loop().limits().times().linger());
            client.wire().endOutput();
            client.resume();
        }
    }

    /// Sends what was written and closes, in the middle of an answer.
    static void cut(ClientConnection client) {
        client.become(new Lingering(client));
        client.deadlineIn(client.loop().limits().times().linger());
        client.wire().finish();
    }

    @Override
    public boolean take(ByteBuf in) {
        left -= in.readableBytes();
        in.skipBytes(in.readableBytes());
        if (left < 0) {
            client.wire().finish();
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
        client.wire().close();
    }

    @Override
    public void gone() {
        // The answer was given.
    }
}
