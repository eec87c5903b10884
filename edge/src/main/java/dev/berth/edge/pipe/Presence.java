package dev.berth.edge.pipe;

import dev.berth.edge.http.LocalHead;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Finds out whether a client that will send no more has left or still waits for its answer.
///
/// Both look alike until something is sent: one that has left answers with a reset, and the next attempt to send
/// fails. Before an answer has begun, an interim `100 Continue` may be sent at any time and means nothing to who waits.
final class Presence {

    private static final Duration FOR_A_RESET_TO_COME = Duration.ofMillis(100);

    private Presence() {}

    /// To be called before the answer begins, when the client ended its side.
    ///
    /// @param waiting true as long as the answer has not begun
    @SuppressWarnings("FutureReturnValueIgnored") // a look that comes too late does nothing
    static void check(ClientConnection client, ClientRequest request, BooleanSupplier waiting) {
        if (!request.head().isHttp10()) {
            probe(client);
            Runnable again = () -> {
                if (waiting.getAsBoolean()) {
                    probe(client);
                }
            };
            client.loop().events().schedule(again, FOR_A_RESET_TO_COME.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void probe(ClientConnection client) {
        ByteBuf interim = client.wire().buffer(32);
        LocalHead.writeContinue(interim);
        client.wire().write(interim);
        client.wire().flush();
    }
}
