package dev.berth.edge.route;

import dev.berth.edge.http.ResponseHead;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Keeps an answer while it is streamed to the client, and holds its end back until it is kept.
///
/// Called on the event loop; must not block. What is shown does not depend on the client, which may be of any version,
/// or have left, or never have been there: the body is framed as for HTTP/1.1. So it can be given to any client later
/// ([Decision.Replay]).
///
/// - A head without a body (an answer to HEAD, 204, 304): nothing but the head is shown.
/// - A body of a declared length: its bytes.
/// - Any other body, also one that the upstream ends with its connection, although its head then says nothing of
///   chunks: its chunks, with the last one and the trailers, without chunk extensions.
public interface Recorder {

    /// Keeps nothing and holds nothing back.
    Recorder NONE = new Recorder() {
        @Override
        public boolean keeps() {
            return false;
        }
    };

    /// False for one that keeps nothing and need not be shown any bytes.
    default boolean keeps() {
        return true;
    }

    /// The final head of the answer, as the upstream sent it. Lent for the call.
    default void head(ResponseHead head) {}

    /// A part of the answer's body, in its framing. Lent for the call; read-only.
    default void body(ByteBuffer part) {}

    /// The answer is whole. Its last byte, or all of it if it came at once, is sent to the client when the stage
    /// completes; if it fails, the connection is cut instead and the exchange ends as [Outcome#NOT_RECORDED].
    ///
    /// For a client whose answer ends with its connection, that end is held back like a last byte.
    default CompletionStage<?> whole() {
        return CompletableFuture.completedStage("nothing to keep");
    }

    /// The answer will never be whole. Not called after [#whole()].
    default void broken() {}
}
