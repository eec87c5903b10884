package dev.berth.edge.pipe;

import dev.berth.edge.http.LocalHead;
import io.netty.buffer.ByteBuf;

/// Finds out whether a client that will send no more has left or still waits for its answer.
///
/// Both look alike until something is sent to it: one that has left answers with a reset, which ends the connection.
/// Before an answer has begun, an interim `100 Continue` may be sent at any time and means nothing to who waits.
final class Presence {

    private Presence() {}

    /// To be called before the answer begins, when the client ended its side.
    static void check(ClientConnection client, ClientRequest request) {
        if (!request.isBodyWhole() && !client.holdsBytes()) {
            client.wire().close();
        } else if (!request.head().isHttp10()) {
            ByteBuf probe = client.wire().buffer(32);
            LocalHead.writeContinue(probe);
            client.wire().write(probe);
            client.wire().flush();
        }
    }
}
